// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/memory_panel.h"

#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/newrun/run_forecast.h"
#include "views/theme/theme.h"
#include "views/widgets/chip.h"
#include "views/widgets/panel.h"

namespace phi1 {

using namespace Qt::StringLiterals;

MemoryBar::MemoryBar(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

void MemoryBar::setParts(const QVector<Part> &parts, quint64 total, const QString &scale)
{
    const int before = rows();
    m_parts = parts;
    m_total = total;
    m_scale = scale;
    QStringList words;
    for (const Part &part : std::as_const(m_parts))
        words.append(tr("%1 %2").arg(part.label, bytes(part.bytes)));
    setAccessibleDescription(words.join(u", "_s));
    if (rows() != before)
        updateGeometry();
    update();
}

QSize MemoryBar::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(420), theme.px(20) + theme.lineHeight(Theme::Font::Caption) + theme.px(6) +
                               rows() * theme.px(20)};
}

QSize MemoryBar::minimumSizeHint() const
{
    return {Theme::instance().px(280), sizeHint().height()};
}

void MemoryBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(0, 0, width(), theme.px(20)).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath outline;
    outline.addRoundedRect(frame, theme.px(3), theme.px(3));
    painter.fillPath(outline, theme.trough());
    quint64 sum = 0;
    for (const Part &part : std::as_const(m_parts))
        sum += part.bytes;
    const double whole = static_cast<double>(std::max<quint64>(std::max(m_total, sum), 1));
    painter.save();
    painter.setClipPath(outline);
    double x = frame.left();
    for (const Part &part : std::as_const(m_parts)) {
        const double w = frame.width() * static_cast<double>(part.bytes) / whole;
        painter.fillRect(QRectF(x, frame.top(), w, frame.height()),
                         theme.runColor(part.colourSlot));
        if (w > 3)
            painter.fillRect(QRectF(x + w - 1, frame.top(), 1, frame.height()),
                             theme.color(Theme::Token::Surface));
        x += w;
    }
    painter.restore();
    // Where the device ends, when more is needed.
    if (m_total > 0 && sum > m_total) {
        const double end = frame.left() + frame.width() * static_cast<double>(m_total) / whole;
        painter.setPen(QPen(theme.color(Theme::Token::Error), theme.px(2)));
        painter.drawLine(QPointF(end, -1), QPointF(end, frame.bottom() + theme.px(3)));
    }
    painter.setPen(theme.color(Theme::Token::Border));
    painter.drawPath(outline);

    painter.setFont(theme.font(Theme::Font::Caption));
    painter.setPen(theme.color(Theme::Token::Text3));
    const int caption = theme.lineHeight(Theme::Font::Caption);
    const QRect scale(0, theme.px(21), width(), caption);
    painter.drawText(scale, Qt::AlignLeft | Qt::AlignVCenter, u"0"_s);
    painter.drawText(scale, Qt::AlignRight | Qt::AlignVCenter, m_scale);

    painter.setFont(theme.font(Theme::Font::Small));
    const int gap = theme.px(24);
    const int column = (width() - gap) / 2;
    const int row = theme.px(20);
    const int top = theme.px(20) + caption + theme.px(6);
    const int swatch = theme.px(9);
    for (int i = 0; i < m_parts.size(); ++i) {
        const Part &part = m_parts[i];
        const QRect cell((i % 2) * (column + gap), top + i / 2 * row, column, row);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.runColor(part.colourSlot));
        painter.drawRoundedRect(
            QRectF(cell.left(), cell.center().y() - swatch / 2 + 0.5, swatch, swatch), theme.px(2),
            theme.px(2));
        painter.setPen(theme.color(Theme::Token::Text));
        const QString value = bytes(part.bytes);
        const int valueWidth = painter.fontMetrics().horizontalAdvance(value);
        painter.drawText(cell, Qt::AlignRight | Qt::AlignVCenter, value);
        painter.setPen(theme.color(Theme::Token::Text2));
        const QRect label = cell.adjusted(swatch + theme.px(7), 0, -valueWidth - theme.px(6), 0);
        painter.drawText(
            label, Qt::AlignLeft | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(part.label, Qt::ElideRight, label.width()));
    }
}

MemoryPanel::MemoryPanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel(tr("Memory"), this))
    , m_bar(new MemoryBar)
    , m_verdict(new Chip)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
    m_panel->setHeadRule(false);
    m_panel->addHeadWidget(m_verdict);
    auto *content = new QWidget;
    auto *inner = new QVBoxLayout(content);
    Theme::instance().follow(content, [inner] {
        const Theme &theme = Theme::instance();
        inner->setContentsMargins(theme.px(14), theme.px(4), theme.px(14), theme.px(10));
    });
    inner->addWidget(m_bar);
    m_panel->setContent(content);
    m_bar->setAccessibleName(tr("Memory by part"));
}

void MemoryPanel::show(const RunForecast &forecast)
{
    const MemoryEstimate &memory = forecast.memory;
    const quint64 total = forecast.device.memoryTotal;
    m_panel->setCaption(forecast.throughput.memoryBytes > 0
                            ? tr("estimate; %1 measured")
                                  .arg(bytes(static_cast<quint64>(forecast.throughput.memoryBytes)))
                        : forecast.device.gpu ? tr("estimate, of the GPU")
                                              : tr("estimate, of this machine"));
    m_bar->setParts(
        {{memory.bfloat16 ? tr("Weights, bfloat16") : tr("Weights, float32"), memory.weights, 0},
         {tr("Gradients"), memory.gradients, 4},
         {memory.bfloat16 ? tr("Master and moments") : tr("Moments"), memory.optimizer, 8},
         {tr("Activations"), memory.activations, 1},
         {tr("Loss head"), memory.lossHead, 2},
         {memory.gpu ? tr("Buffers, CUDA") : tr("Buffers, program"), memory.buffers, 9}},
        total,
        total == 0            ? QString()
        : forecast.device.gpu ? tr("%1 of the GPU").arg(bytes(total))
                              : tr("%1 of memory").arg(bytes(total)));
    if (total == 0) {
        m_verdict->setVisible(false);
        return;
    }
    m_verdict->setVisible(true);
    const QString figures = bytesOf(memory.total(), total);
    const bool free = memory.total() + forecast.device.memoryUsed <= total;
    if (!forecast.fits()) {
        m_verdict->setTone(Chip::Tone::Error);
        m_verdict->setIconName(u"error"_s);
        m_verdict->setText(tr("needs %1").arg(figures));
    } else if (!free) {
        m_verdict->setTone(Chip::Tone::Warning);
        m_verdict->setIconName(u"warning"_s);
        m_verdict->setText(
            tr("%1, only %2 free now")
                .arg(figures, bytes(total - std::min(total, forecast.device.memoryUsed))));
    } else {
        m_verdict->setTone(Chip::Tone::Success);
        m_verdict->setIconName(u"check"_s);
        m_verdict->setText(tr("fits: %1").arg(figures));
    }
}

QString memoryReason(const RunForecast &forecast)
{
    if (forecast.fits())
        return {};
    const QString figures = bytesOf(forecast.memory.total(), forecast.device.memoryTotal);
    if (forecast.microBatchThatFits > 0)
        return MemoryPanel::tr("needs %1: lower the micro-batch to %2")
            .arg(figures, grouped(forecast.microBatchThatFits));
    return MemoryPanel::tr("needs %1: choose a smaller model, shorter sequences or another device")
        .arg(figures);
}

} // namespace phi1
