// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/code/utf8_characters.h"

namespace phi1 {

Utf8Character decodeUtf8(const quint8 *bytes, int count)
{
    const quint8 lead = bytes[0];
    if (lead < 0x80)
        return {Utf8Character::Kind::Character, 1, lead};
    int length = 0;
    quint8 low = 0x80;
    quint8 high = 0xbf;
    char32_t character = 0;
    if (lead >= 0xc2 && lead <= 0xdf) {
        length = 2;
        character = lead & 0x1fU;
    } else if (lead >= 0xe0 && lead <= 0xef) {
        length = 3;
        character = lead & 0x0fU;
        if (lead == 0xe0)
            low = 0xa0;
        else if (lead == 0xed)
            high = 0x9f;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
        length = 4;
        character = lead & 0x07U;
        if (lead == 0xf0)
            low = 0x90;
        else if (lead == 0xf4)
            high = 0x8f;
    } else {
        return {};
    }
    for (int i = 1; i < length; ++i) {
        if (i == count)
            return {Utf8Character::Kind::Incomplete, count, 0};
        const quint8 byte = bytes[i];
        if (byte < low || byte > high)
            return {};
        low = 0x80;
        high = 0xbf;
        character = character << 6U | (byte & 0x3fU);
    }
    return {Utf8Character::Kind::Character, length, character};
}

bool isEscapedCharacter(char32_t character)
{
    switch (QChar::category(character)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return character == 0xfffc; // stands for an object in Qt's texts
    }
}

QString escapeOfByte(quint8 byte)
{
    return u'‹' + QStringLiteral("%1").arg(static_cast<uint>(byte), 2, 16, QLatin1Char('0')) + u'›';
}

QString escapeOfCharacter(char32_t character)
{
    if (character < 0x80)
        return escapeOfByte(static_cast<quint8>(character));
    return QStringLiteral("‹U+%1›").arg(
        QStringLiteral("%1").arg(static_cast<uint>(character), 4, 16, QLatin1Char('0')).toUpper());
}

} // namespace phi1
