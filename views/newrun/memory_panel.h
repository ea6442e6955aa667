// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

namespace phi1 {

struct RunForecast;
class Chip;
class Panel;

/// A bar of the device's memory, filled part by part, and what the parts are, in two columns.
class MemoryBar final : public QWidget
{
    Q_OBJECT
public:
    struct Part {
        QString label;
        quint64 bytes = 0;
        int colourSlot = 0; ///< of the theme's run colours
    };

    explicit MemoryBar(QWidget *parent = nullptr);
    /// @param total  0: not known, the bar ends with the parts
    void setParts(const QVector<Part> &parts, quint64 total, const QString &scale);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int rows() const { return (static_cast<int>(m_parts.size()) + 1) / 2; }

    QVector<Part> m_parts;
    quint64 m_total = 0;
    QString m_scale;
};

/// "Memory": the bar under a head that says whether it fits.
class MemoryPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit MemoryPanel(QWidget *parent = nullptr);
    void show(const RunForecast &forecast);
    using QWidget::show;

private:
    Panel *m_panel;
    MemoryBar *m_bar;
    Chip *m_verdict;
};

/// "needs 96.4 of 80 GB: lower the micro-batch to 24"; empty if it fits.
QString memoryReason(const RunForecast &forecast);

} // namespace phi1
