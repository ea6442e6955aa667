// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/samples_types.h"

#include <algorithm>

#include <QCoreApplication>

namespace phi1 {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("Samples", text);
}

template<typename List>
auto *withKey(const List &list, const QString &key)
{
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const auto &each) { return each.key == key; });
    return found == list.end() ? nullptr : &*found;
}

struct ColumnWord {
    std::string_view key;
    const char *word;
};
constexpr ColumnWord columnWords[] = {
    {columnKey::source, QT_TRANSLATE_NOOP("Samples", "Source")},
    {columnKey::kind, QT_TRANSLATE_NOOP("Samples", "Kind")},
    {columnKey::topic, QT_TRANSLATE_NOOP("Samples", "Topic")},
    {columnKey::audience, QT_TRANSLATE_NOOP("Samples", "Audience")},
    {columnKey::licence, QT_TRANSLATE_NOOP("Samples", "Licence")},
    {columnKey::generator, QT_TRANSLATE_NOOP("Samples", "Generator")},
    {columnKey::bytes, QT_TRANSLATE_NOOP("Samples", "Length, bytes")},
    {columnKey::lines, QT_TRANSLATE_NOOP("Samples", "Length, lines")},
    {columnKey::tokens, QT_TRANSLATE_NOOP("Samples", "Length, tokens")},
    {columnKey::copies, QT_TRANSLATE_NOOP("Samples", "Exact duplicates")},
    {columnKey::encoding, QT_TRANSLATE_NOOP("Samples", "Encoding")},
    {columnKey::parse, QT_TRANSLATE_NOOP("Samples", "Python")},
    {columnKey::comments, QT_TRANSLATE_NOOP("Samples", "Comments, share")},
    {columnKey::undefinedNames, QT_TRANSLATE_NOOP("Samples", "Undefined names")},
    {columnKey::imports, QT_TRANSLATE_NOOP("Samples", "Imports")},
    {columnKey::selfContained, QT_TRANSLATE_NOOP("Samples", "Self-contained")},
    {columnKey::duplicateOf, QT_TRANSLATE_NOOP("Samples", "Near-duplicate of")},
    {columnKey::label, QT_TRANSLATE_NOOP("Samples", "Label")},
    {columnKey::hash, QT_TRANSLATE_NOOP("Samples", "Hash")},
};

} // namespace

QString labelText(int label)
{
    switch (label) {
    case 1:
        return translated(QT_TRANSLATE_NOOP("Samples", "discard"));
    case 2:
        return translated(QT_TRANSLATE_NOOP("Samples", "weak"));
    case 3:
        return translated(QT_TRANSLATE_NOOP("Samples", "usable"));
    case 4:
        return translated(QT_TRANSLATE_NOOP("Samples", "good"));
    case 5:
        return translated(QT_TRANSLATE_NOOP("Samples", "textbook"));
    default:
        return {};
    }
}

QString columnTitle(const QString &key)
{
    const std::string utf8 = key.toStdString();
    for (const ColumnWord &each : columnWords) {
        if (each.key == utf8)
            return translated(each.word);
    }
    if (key.startsWith(u"score."))
        return key.mid(6);
    if (key.startsWith(u"loss."))
        return translated(QT_TRANSLATE_NOOP("Samples", "Loss, %1")).arg(key.mid(5));
    return key;
}

const SampleColumn *CorpusFacts::column(const QString &key) const
{
    return withKey(columns, key);
}

const SampleValue *SamplePage::value(const QString &key) const
{
    return withKey(values, key);
}

} // namespace phi1
