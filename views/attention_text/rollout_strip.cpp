// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/rollout_strip.h"

#include "views/attention_text/weight_paint.h"
#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr int labelWidth = 34;
constexpr int captionLength = 22;
constexpr int side = 12;
constexpr int labelEvery = 13; ///< pixels that a label needs, for a 13 px font

} // namespace

RolloutStrip::RolloutStrip(QWidget *parent)
    : QWidget(parent)
{
    installSpokenValue(this, QAccessible::Table);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setProperty("phi1OwnFocus", true);
    setAccessibleName(tr("Attention rollout"));
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        forget();
        updateGeometry();
    });
}

void RolloutStrip::setTokens(const QVector<AttentionToken> &tokens)
{
    m_tokens = tokens;
    m_token = m_hoveredToken = m_hoveredLayer = -1;
    forget();
    announce();
}

void RolloutStrip::setShares(const QVector<QVector<float>> &shares)
{
    m_shares = shares;
    m_layer = std::min(m_layer, layers() - 1);
    if (m_hoveredLayer >= layers())
        m_hoveredLayer = -1;
    forget();
    announce();
}

void RolloutStrip::setPosition(int token)
{
    m_position = token;
    announce();
    update();
}

void RolloutStrip::setPending(bool pending)
{
    if (pending == m_pending)
        return;
    m_pending = pending;
    update();
}

void RolloutStrip::setProblem(const QString &sentence)
{
    if (sentence == m_problem)
        return;
    m_problem = sentence;
    setAccessibleDescription(sentence);
    update();
}

void RolloutStrip::setScale(const ColourScale &scale)
{
    if (scale == m_scale)
        return;
    m_scale = scale;
    forget();
}

void RolloutStrip::forget()
{
    m_picture = QImage();
    update();
}

int RolloutStrip::tokenCount() const
{
    return m_shares.isEmpty() ? 0 : static_cast<int>(m_shares.first().size());
}

QRect RolloutStrip::stripRect() const
{
    const Theme &theme = Theme::instance();
    return rect().adjusted(theme.px(labelWidth), theme.px(4), -theme.px(side),
                           -theme.px(captionLength));
}

QRectF RolloutStrip::cellRect(int layer, int token) const
{
    const QRectF strip = stripRect();
    if (layer < 0 || layer >= layers() || token < 0 || token >= tokenCount())
        return {};
    const double width = strip.width() / tokenCount();
    const double height = strip.height() / layers();
    return {strip.left() + token * width, strip.top() + (layers() - 1 - layer) * height, width,
            height};
}

bool RolloutStrip::cellAt(const QPointF &place, int &layer, int &token) const
{
    const QRectF strip = stripRect();
    if (layers() == 0 || tokenCount() == 0 || !strip.contains(place))
        return false;
    const double row = (place.y() - strip.top()) / strip.height() * layers();
    const double column = (place.x() - strip.left()) / strip.width() * tokenCount();
    layer = layers() - 1 - std::clamp(static_cast<int>(row), 0, layers() - 1);
    token = std::clamp(static_cast<int>(column), 0, tokenCount() - 1);
    return true;
}

QString RolloutStrip::cellText(int layer, int token) const
{
    if (layer < 0 || layer >= layers() || token < 0 || token >= m_shares[layer].size() ||
        token >= m_tokens.size())
        return {};
    return tr("layer %1: %2 at %3, line %4, share %5")
        .arg(layer)
        .arg(shownBytes(m_tokens[token].bytes, true, 20))
        .arg(token)
        .arg(m_tokens[token].line)
        .arg(weightText(static_cast<double>(m_shares[layer][token])));
}

QImage RolloutStrip::picture(QSize size) const
{
    QImage picture(size.width(), layers(), QImage::Format_ARGB32_Premultiplied);
    const bool dark = Theme::instance().isDark();
    const QColor missing = Theme::instance().color(Theme::Token::Error);
    const int tokens = tokenCount();
    for (int layer = 0; layer < layers(); ++layer) {
        const QVector<float> &shares = m_shares[layer];
        auto *line = reinterpret_cast<QRgb *>(picture.scanLine(layers() - 1 - layer));
        for (int x = 0; x < size.width(); ++x) {
            const int first = static_cast<int>(qint64(x) * tokens / size.width());
            const int last =
                std::max(first + 1, static_cast<int>(qint64(x + 1) * tokens / size.width()));
            float largest = 0;
            bool isMissing = false;
            for (int token = first; token < std::min<int>(last, shares.size()); ++token) {
                isMissing |= std::isnan(shares[token]);
                largest = std::max(largest, shares[token]);
            }
            const bool isHatched = isMissing && (x + layer * 2) % 4 < 2;
            line[x] =
                (isHatched ? missing : m_scale.colour(static_cast<double>(largest), dark)).rgba();
        }
    }
    return picture;
}

void RolloutStrip::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    if (layers() == 0 || tokenCount() == 0) {
        painter.setFont(theme.font(Theme::Font::Body));
        painter.setPen(theme.color(Theme::Token::Text3));
        const QString sentence = !m_problem.isEmpty() ? m_problem
                                 : m_pending ? tr("Following attention through the layers …")
                                             : tr("Select a token to see what it is made of");
        painter.drawText(rect().adjusted(theme.px(24), 0, -theme.px(24), 0),
                         Qt::AlignCenter | Qt::TextWordWrap, sentence);
        return;
    }
    const QRect strip = stripRect();
    const double ratio = devicePixelRatioF();
    const QSize size(std::max(1, static_cast<int>(strip.width() * ratio)), layers());
    if (m_picture.size() != size)
        m_picture = picture(size);
    painter.setOpacity(m_pending ? 0.5 : 1);
    painter.drawImage(strip, m_picture);
    painter.setOpacity(1);
    painter.setFont(theme.font(Theme::Font::Caption));
    const double rowHeight = static_cast<double>(strip.height()) / layers();
    const int every = std::max(1, static_cast<int>(std::ceil(theme.px(labelEvery) / rowHeight)));
    for (int layer = 0; layer < layers(); ++layer) {
        const bool isNamed = layer == m_layer || layer == m_hoveredLayer;
        const int chosen = m_hoveredLayer >= 0 ? m_hoveredLayer : m_layer;
        const bool isFree = chosen < 0 || std::abs(layer - chosen) >= every;
        if (!isNamed && (layer % every != 0 || !isFree))
            continue;
        const QRectF cell = cellRect(layer, 0);
        painter.setPen(theme.color(layer == m_layer ? Theme::Token::Accent : Theme::Token::Text3));
        painter.drawText(QRectF(0, cell.center().y() - theme.px(8),
                                theme.px(labelWidth) - theme.px(6), theme.px(16)),
                         Qt::AlignRight | Qt::AlignVCenter, QString::number(layer));
    }
    const auto frame = [&](const QRectF &area, Theme::Token tone, int width) {
        const double out = width / 2.0;
        painting::roundedBox(painter, area.adjusted(-out, -out, out, out), theme.px(2), QColor(),
                             theme.color(tone), width);
    };
    if (m_layer >= 0) {
        const QRectF row = cellRect(m_layer, 0) | cellRect(m_layer, tokenCount() - 1);
        frame(row, Theme::Token::Accent, 1);
    }
    if (m_hoveredLayer >= 0)
        frame(cellRect(m_hoveredLayer, m_hoveredToken), Theme::Token::BorderStrong, 1);
    if (m_layer >= 0 && m_token >= 0)
        frame(cellRect(m_layer, m_token), Theme::Token::Accent, theme.px(2));
    // One line tells of the cell that is looked at.
    const QRect caption(strip.left(), strip.bottom() + 1 + theme.px(2), strip.width(),
                        theme.px(captionLength) - theme.px(2));
    painter.setFont(theme.font(Theme::Font::Small));
    painter.setPen(theme.color(Theme::Token::Text2));
    QString text =
        m_hoveredLayer >= 0 ? cellText(m_hoveredLayer, m_hoveredToken) : cellText(m_layer, m_token);
    if (text.isEmpty() && m_position >= 0 && m_position < m_tokens.size())
        text = tr("what %1 at %2 is made of at each layer")
                   .arg(shownBytes(m_tokens[m_position].bytes, true, 20))
                   .arg(m_position);
    painter.drawText(caption, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, caption.width()));
    if (hasFocus() && theme.showsKeyboardFocus())
        painting::focusRing(painter, rect(), theme.px(3));
}

void RolloutStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    forget();
}

void RolloutStrip::setCurrentLayer(int layer)
{
    layer = std::clamp(layer, -1, layers() - 1);
    if (layer == m_layer)
        return;
    m_layer = layer;
    announce();
    update();
}

void RolloutStrip::setCurrentToken(int token)
{
    token = std::clamp(token, -1, tokenCount() - 1);
    if (token == m_token)
        return;
    m_token = token;
    announce();
    update();
}

void RolloutStrip::choose(int layer, int token)
{
    const bool isOtherLayer = layer != m_layer;
    const bool isOtherToken = token != m_token;
    setCurrentLayer(layer);
    setCurrentToken(token);
    if (isOtherLayer)
        emit layerSelected(m_layer);
    if (isOtherToken)
        emit tokenSelected(m_token);
}

void RolloutStrip::mousePressEvent(QMouseEvent *event)
{
    int layer = -1;
    int token = -1;
    if (event->button() == Qt::LeftButton && cellAt(event->position(), layer, token))
        choose(layer, token);
    else
        QWidget::mousePressEvent(event);
}

void RolloutStrip::mouseMoveEvent(QMouseEvent *event)
{
    int layer = -1;
    int token = -1;
    cellAt(event->position(), layer, token);
    if (layer == m_hoveredLayer && token == m_hoveredToken)
        return;
    const bool isOther = token != m_hoveredToken;
    m_hoveredLayer = layer;
    m_hoveredToken = token;
    update();
    if (isOther)
        emit tokenHovered(token);
}

void RolloutStrip::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    if (m_hoveredLayer < 0)
        return;
    m_hoveredLayer = m_hoveredToken = -1;
    update();
    emit tokenHovered(-1);
}

bool RolloutStrip::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        const bool isWalk = key.key() == Qt::Key_Up || key.key() == Qt::Key_Down ||
                            key.key() == Qt::Key_Left || key.key() == Qt::Key_Right ||
                            key.key() == Qt::Key_Home || key.key() == Qt::Key_End;
        if ((isWalk && (key.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier) ||
            key.matches(QKeySequence::Copy)) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void RolloutStrip::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    if (layers() == 0 || tokenCount() == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    // The first key goes to the last layer, at the token the strip is about.
    const int last = tokenCount() - 1;
    const int layer = m_layer < 0 ? layers() - 1 : m_layer;
    const int token = m_token < 0 ? std::clamp(m_position, 0, last) : m_token;
    const bool isFirst = m_layer < 0 || m_token < 0;
    switch (event->key()) {
    case Qt::Key_Up:
        choose(isFirst ? layer : std::min(layers() - 1, layer + 1), token);
        return;
    case Qt::Key_Down:
        choose(isFirst ? layer : std::max(0, layer - 1), token);
        return;
    case Qt::Key_Left:
        choose(layer, isFirst ? token : std::max(0, token - 1));
        return;
    case Qt::Key_Right:
        choose(layer, isFirst ? token : std::min(last, token + 1));
        return;
    case Qt::Key_Home:
        choose(layer, 0);
        return;
    case Qt::Key_End:
        choose(layer, last);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void RolloutStrip::copy() const
{
    QString text = QStringLiteral("layer\tplace\ttoken\tshare\n");
    for (int layer = 0; layer < layers(); ++layer) {
        if (m_layer >= 0 && layer != m_layer)
            continue;
        for (int token = 0; token < std::min<int>(m_shares[layer].size(), m_tokens.size()); ++token)
            text += QStringLiteral("%1\t%2\t%3\t%4\n")
                        .arg(layer)
                        .arg(token)
                        .arg(shownBytes(m_tokens[token].bytes),
                             plain(static_cast<double>(m_shares[layer][token])));
    }
    QApplication::clipboard()->setText(text);
}

void RolloutStrip::announce()
{
    const QString cell = cellText(m_layer, m_token);
    setSpokenValue(this, cell.isEmpty() ? m_problem : cell);
}

QSize RolloutStrip::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(520), theme.px(200)};
}

QSize RolloutStrip::minimumSizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(200), theme.px(80)};
}

} // namespace phi1
