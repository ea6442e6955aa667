// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/lens_panel.h"

#include "views/attention_text/token_figures.h"
#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <QApplication>
#include <QClipboard>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr int headLength = 26;
constexpr int rowLength = 26;
constexpr int mostChoices = 10;

} // namespace

QString LensPanel::unrecoverable() const
{
    // What is no number on its way stays none up to the model's output.
    if (m_layers.last().top.isEmpty())
        return tr("not finite: some weights or activations of the model are no numbers");
    return tr("cannot be recovered: the LayerNorm before this layer has weights of 0, which take "
              "away what entered it");
}

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

QRect LensPanel::rowRect(int layer) const
{
    const Theme &theme = Theme::instance();
    // The model's own output stands at the top.
    const int row = static_cast<int>(m_layers.size()) - 1 - layer;
    return {0, headHeight() + row * theme.px(rowLength) - verticalScrollBar()->value(),
            viewport()->width(), theme.px(rowLength)};
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
        text = tr("%1, entropy %2 bits").arg(text, decimal(inBits(shown.entropy), 2));
    return text;
}

void LensPanel::copy() const
{
    QString text = QStringLiteral("layer\trank\tid\ttoken\tprobability\tentropy_bits\n");
    for (const LensLayer &layer : m_layers) {
        for (int rank = 0; rank < layer.top.size(); ++rank) {
            const TokenChoice &choice = layer.top[rank];
            text += QStringLiteral("%1\t%2\t%3\t%4\t%5\t%6\n")
                        .arg(layer.layer)
                        .arg(rank + 1)
                        .arg(choice.id)
                        .arg(shownBytes(choice.bytes), plain(probabilityOf(choice)),
                             plain(inBits(layer.entropy)));
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

void LensPanel::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBar();
}

} // namespace phi1
