// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/lens_panel.h"

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
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr int headLength = 26;
constexpr int rowLength = 26;
constexpr int labelWidth = 52;
constexpr int entropyWidth = 86;
constexpr int choiceWidth = 104;
constexpr int barRaise = 4;
constexpr int mostChoices = 10;

double probabilityOf(const TokenChoice &choice)
{
    return std::exp(static_cast<double>(choice.logProbability));
}

} // namespace

QString LensPanel::unrecoverable() const
{
    // What is no number on its way stays none up to the model's output.
    if (m_layers.last().top.isEmpty())
        return tr("not finite: some weights or activations of the model are no numbers");
    return tr("cannot be recovered: the LayerNorm before this layer has weights of 0, which take "
              "away what entered it");
}

struct LensPanel::Columns {
    QRect label, entropy; ///< of any row: only the sides count
    int left = 0;         ///< of the first choice
    int width = 0;        ///< of each
    int count = 0;
};

LensPanel::LensPanel(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    installSpokenValue(this, QAccessible::Table);
    setAccessibleName(tr("Next token by layer"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setProperty("phi1OwnFocus", true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateScrollBar();
        updateGeometry();
        viewport()->update();
    });
}

void LensPanel::setLayers(const QVector<LensLayer> &layers)
{
    m_layers = layers;
    m_current = std::min(m_current, static_cast<int>(layers.size()) - 1);
    m_hovered = -1;
    updateScrollBar();
    choose(m_current, false);
    viewport()->update();
}

void LensPanel::setPending(bool pending)
{
    if (pending == m_pending)
        return;
    m_pending = pending;
    viewport()->update();
}

void LensPanel::setProblem(const QString &sentence)
{
    if (sentence == m_problem)
        return;
    m_problem = sentence;
    setAccessibleDescription(sentence);
    viewport()->update();
}

void LensPanel::setPosition(int token, const QByteArray &bytes, int line)
{
    m_position = token;
    m_bytes = bytes;
    m_line = line;
    viewport()->update();
}

qint32 LensPanel::finalChoice() const
{
    return m_layers.isEmpty() || m_layers.last().top.isEmpty() ? -1
                                                               : m_layers.last().top.first().id;
}

int LensPanel::headHeight() const
{
    return Theme::instance().px(headLength);
}

int LensPanel::choiceCount() const
{
    int most = 0;
    for (const LensLayer &layer : m_layers)
        most = std::max(most, static_cast<int>(layer.top.size()));
    return std::min(most, mostChoices);
}

LensPanel::Columns LensPanel::columns() const
{
    const Theme &theme = Theme::instance();
    Columns columns;
    const int width = viewport()->width();
    const int side = theme.px(12);
    columns.label = QRect(side, 0, theme.px(labelWidth), 1);
    columns.entropy = QRect(width - side - theme.px(entropyWidth), 0, theme.px(entropyWidth), 1);
    columns.left = columns.label.right() + 1 + theme.px(4);
    const int room = columns.entropy.left() - theme.px(8) - columns.left;
    columns.count = std::clamp(room / theme.px(choiceWidth), 1, std::max(1, choiceCount()));
    columns.width = std::min(room / columns.count, theme.px(2 * choiceWidth));
    return columns;
}

QRect LensPanel::rowRect(int layer) const
{
    const Theme &theme = Theme::instance();
    // The model's own output stands at the top.
    const int row = static_cast<int>(m_layers.size()) - 1 - layer;
    return {0, headHeight() + row * theme.px(rowLength) - verticalScrollBar()->value(),
            viewport()->width(), theme.px(rowLength)};
}

QRect LensPanel::choiceRect(int layer, int choice) const
{
    const Columns shown = columns();
    const QRect row = rowRect(layer);
    return {shown.left + choice * shown.width, row.top(), shown.width, row.height()};
}

int LensPanel::layerAt(int y) const
{
    if (y < headHeight())
        return -1;
    for (int layer = 0; layer < m_layers.size(); ++layer) {
        const QRect row = rowRect(layer);
        if (y >= row.top() && y <= row.bottom())
            return layer;
    }
    return -1;
}

void LensPanel::updateScrollBar()
{
    const Theme &theme = Theme::instance();
    const int room = viewport()->height() - headHeight();
    const int height = static_cast<int>(m_layers.size()) * theme.px(rowLength);
    verticalScrollBar()->setSingleStep(theme.px(rowLength));
    verticalScrollBar()->setPageStep(std::max(1, room));
    verticalScrollBar()->setRange(0, std::max(0, height - room));
}

void LensPanel::setCurrentLayer(int layer)
{
    choose(std::clamp(layer, -1, static_cast<int>(m_layers.size()) - 1), false);
}

void LensPanel::choose(int layer, bool byUser)
{
    const bool isOther = layer != m_current;
    m_current = layer;
    setSpokenValue(this, m_layers.isEmpty() ? m_problem : rowText(layer));
    if (isOther && layer >= 0) {
        const QRect row = rowRect(layer);
        QScrollBar *bar = verticalScrollBar();
        if (row.top() < headHeight())
            bar->setValue(bar->value() + row.top() - headHeight());
        else if (row.bottom() >= viewport()->height())
            bar->setValue(bar->value() + row.bottom() + 1 - viewport()->height());
    }
    viewport()->update();
    if (isOther && byUser)
        emit layerSelected(layer);
}

QString LensPanel::rowText(int layer) const
{
    if (layer < 0 || layer >= m_layers.size())
        return {};
    const LensLayer &shown = m_layers[layer];
    const bool isOutput = layer == m_layers.size() - 1;
    QString text = isOutput ? tr("the model's output") : tr("before layer %1").arg(shown.layer);
    if (shown.top.isEmpty())
        return tr("%1: %2").arg(text, unrecoverable());
    for (const TokenChoice &choice : shown.top.mid(0, 3))
        text = tr("%1, %2 %3").arg(text, shownBytes(choice.bytes), percent(probabilityOf(choice)));
    if (!std::isnan(shown.entropy))
        text = tr("%1, entropy %2 nats").arg(text, decimal(shown.entropy, 2));
    return text;
}

void LensPanel::copy() const
{
    QString text = QStringLiteral("layer\trank\tid\ttoken\tprobability\tentropy_nats\n");
    for (const LensLayer &layer : m_layers) {
        for (int rank = 0; rank < layer.top.size(); ++rank) {
            const TokenChoice &choice = layer.top[rank];
            text += QStringLiteral("%1\t%2\t%3\t%4\t%5\t%6\n")
                        .arg(layer.layer)
                        .arg(rank + 1)
                        .arg(choice.id)
                        .arg(shownBytes(choice.bytes), plain(probabilityOf(choice)),
                             plain(layer.entropy));
        }
        if (layer.top.isEmpty())
            text += QStringLiteral("%1\t\t\tnot recoverable\t\t\n").arg(layer.layer);
    }
    QApplication::clipboard()->setText(text);
}

QSize LensPanel::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(520), theme.px(headLength + 8 * rowLength)};
}

void LensPanel::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = Theme::instance();
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme.color(Theme::Token::Surface));
    if (m_layers.isEmpty()) {
        painter.setFont(theme.font(Theme::Font::Body));
        painter.setPen(theme.color(Theme::Token::Text3));
        const QString sentence =
            !m_problem.isEmpty() ? m_problem
            : m_pending          ? tr("Asking each layer …")
                                 : tr("Select a token to see what each layer would say after it");
        painter.drawText(viewport()->rect().adjusted(theme.px(24), 0, -theme.px(24), 0),
                         Qt::AlignCenter | Qt::TextWordWrap, sentence);
    } else {
        const Columns shown = columns();
        for (int layer = 0; layer < m_layers.size(); ++layer) {
            const QRect row = rowRect(layer);
            if (row.bottom() >= headHeight() && row.top() < viewport()->height())
                paintRow(painter, layer, shown);
        }
        paintHead(painter, shown);
    }
    if (hasFocus() && theme.showsKeyboardFocus() && m_current < 0)
        painting::focusRing(painter, viewport()->rect(), theme.px(3));
}

void LensPanel::paintHead(QPainter &painter, const Columns &columns) const
{
    const Theme &theme = Theme::instance();
    const QRect head(0, 0, viewport()->width(), headHeight());
    painter.fillRect(head, theme.color(Theme::Token::Alt));
    painter.fillRect(QRect(0, head.bottom(), head.width(), 1), theme.color(Theme::Token::Border));
    painter.setFont(theme.font(Theme::Font::Small));
    painter.setPen(theme.color(Theme::Token::Text3));
    const auto write = [&](int left, int width, Qt::Alignment side, const QString &text) {
        const QRect cell(left, 0, width, head.height() - 1);
        painter.drawText(cell, side | Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, width));
    };
    write(columns.label.left(), columns.label.width(), Qt::AlignLeft, tr("Before"));
    write(columns.entropy.left(), columns.entropy.width(), Qt::AlignRight, tr("Entropy, nats"));
    const int room = columns.entropy.left() - theme.px(8) - columns.left - theme.px(8);
    const QString title = m_position < 0 ? tr("Likeliest next tokens")
                                         : tr("Likeliest tokens after %1 at %2, line %3")
                                               .arg(shownBytes(m_bytes, true, 16))
                                               .arg(m_position)
                                               .arg(m_line);
    write(columns.left + theme.px(8), room, Qt::AlignLeft,
          m_pending ? tr("%1 (asking …)").arg(title) : title);
}

void LensPanel::paintRow(QPainter &painter, int layer, const Columns &columns) const
{
    const Theme &theme = Theme::instance();
    const LensLayer &shown = m_layers[layer];
    const QRect row = rowRect(layer);
    const bool isOutput = layer == m_layers.size() - 1;
    if (layer == m_current)
        painter.fillRect(row, theme.color(Theme::Token::AccentTint));
    else if (layer == m_hovered)
        painter.fillRect(row, theme.color(Theme::Token::Hover));
    painter.fillRect(QRect(0, row.bottom(), row.width(), 1), theme.color(Theme::Token::Grid));
    const auto text = theme.color(m_pending ? Theme::Token::Text3 : Theme::Token::Text);
    QFont small = theme.font(Theme::Font::Small);
    small.setBold(isOutput);
    painter.setFont(small);
    painter.setPen(theme.color(isOutput ? Theme::Token::Text : Theme::Token::Text2));
    const QRect label(columns.label.left(), row.top(), columns.label.width(), row.height() - 1);
    painter.drawText(label, Qt::AlignLeft | Qt::AlignVCenter,
                     isOutput ? tr("output") : QString::number(shown.layer));
    small.setBold(false);
    if (shown.top.isEmpty()) {
        painter.setFont(small);
        painter.setPen(theme.color(Theme::Token::Text3));
        const QRect cell(columns.left + theme.px(8), row.top(),
                         columns.entropy.right() - columns.left - theme.px(8), row.height() - 1);
        const QString reason = unrecoverable();
        painter.drawText(cell, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(reason, Qt::ElideRight, cell.width()));
        return;
    }
    const qint32 wanted = finalChoice();
    for (int i = 0; i < std::min<int>(columns.count, shown.top.size()); ++i) {
        const TokenChoice &choice = shown.top[i];
        const QRect place = choiceRect(layer, i);
        const bool isFinal = choice.id == wanted;
        const QRect box = place.adjusted(theme.px(2), theme.px(2), -theme.px(2), -theme.px(3));
        if (isFinal)
            painting::roundedBox(painter, box, theme.px(3), theme.color(Theme::Token::AccentTint),
                                 theme.color(Theme::Token::Accent));
        const QRect cell = place.adjusted(theme.px(8), 0, -theme.px(8), -1);
        const double probability = probabilityOf(choice);
        const QString number =
            std::isnan(probability) ? QStringLiteral("NaN") : percent(probability, 0);
        painter.setFont(small);
        const int numberWidth = painter.fontMetrics().horizontalAdvance(number);
        painter.setPen(theme.color(isFinal ? Theme::Token::Text : Theme::Token::Text2));
        painter.drawText(cell, Qt::AlignRight | Qt::AlignVCenter, number);
        painter.setFont(theme.font(Theme::Font::CodeSmall));
        painter.setPen(text);
        const QRect word = cell.adjusted(0, 0, -numberWidth - theme.px(6), 0);
        painter.drawText(word, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(shownBytes(choice.bytes), Qt::ElideRight,
                                                          word.width()));
        if (!std::isnan(probability)) {
            const double length = std::max(1.0, cell.width() * std::clamp(probability, 0.0, 1.0));
            painting::roundedBox(
                painter,
                QRectF(cell.left(), row.bottom() - theme.px(barRaise) - theme.px(1), length,
                       theme.px(2)),
                1, theme.color(isFinal ? Theme::Token::Accent : Theme::Token::Axis), QColor());
        }
    }
    painter.setFont(small);
    painter.setPen(text);
    const QRect entropy(columns.entropy.left(), row.top(), columns.entropy.width(),
                        row.height() - 1);
    painter.drawText(entropy, Qt::AlignRight | Qt::AlignVCenter,
                     std::isnan(shown.entropy) ? QStringLiteral("NaN") : decimal(shown.entropy, 2));
    if (layer == m_current && hasFocus() && theme.showsKeyboardFocus())
        painting::focusRing(painter, row.adjusted(0, 0, 0, -1), theme.px(3));
}

void LensPanel::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBar();
}

bool LensPanel::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        const bool isArrow = key.key() == Qt::Key_Up || key.key() == Qt::Key_Down ||
                             key.key() == Qt::Key_Home || key.key() == Qt::Key_End;
        if ((isArrow && (key.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier) ||
            key.matches(QKeySequence::Copy)) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

bool LensPanel::viewportEvent(QEvent *event)
{
    const int before = m_hovered;
    if (event->type() == QEvent::ToolTip) {
        const auto &help = *static_cast<QHelpEvent *>(event);
        const int layer = layerAt(help.pos().y());
        // The sentence may be cut, and there is no other place where it stands in full.
        const bool isCut = layer >= 0 && m_layers[layer].top.isEmpty();
        QToolTip::showText(help.globalPos(), isCut ? rowText(layer) : QString(), viewport());
        return true;
    }
    if (event->type() == QEvent::MouseMove)
        m_hovered = layerAt(static_cast<QMouseEvent *>(event)->pos().y());
    else if (event->type() == QEvent::Leave)
        m_hovered = -1;
    if (m_hovered != before) {
        viewport()->update();
        emit layerHovered(m_hovered);
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void LensPanel::mousePressEvent(QMouseEvent *event)
{
    const int layer = layerAt(event->pos().y());
    if (event->button() == Qt::LeftButton && layer >= 0)
        choose(layer, true);
    else
        QAbstractScrollArea::mousePressEvent(event);
}

void LensPanel::keyPressEvent(QKeyEvent *event)
{
    const auto last = static_cast<int>(m_layers.size()) - 1;
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    if (last < 0) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
        choose(m_current < 0 ? last : std::min(last, m_current + 1), true);
        return;
    case Qt::Key_Down:
        choose(m_current < 0 ? last : std::max(0, m_current - 1), true);
        return;
    case Qt::Key_Home:
        choose(last, true);
        return;
    case Qt::Key_End:
        choose(0, true);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void LensPanel::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void LensPanel::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace phi1
