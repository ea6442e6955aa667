// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace phi1 {

/// How full something is: label, a 72 px bar, the figures. Past its limit (or when told) figures
/// and bar turn warning.
class Meter final : public QWidget
{
    Q_OBJECT
public:
    explicit Meter(const QString &label = {}, QWidget *parent = nullptr);

    void setLabel(const QString &label);
    void setText(const QString &text);                        ///< "61 of 80 GB"
    void setAside(const QString &text, bool warning = false); ///< a further figure: "84 °C"
    void setValue(double share); ///< 0 to 1; NaN = not known, the bar stays empty
    double value() const { return m_value; }
    void setLimit(double share); ///< from here on it warns; 0.92 unless told
    void setWarning(bool warning);
    bool isWarning() const;
    void setBarWidth(int width); ///< for a 13 px font

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void describe();

    QString m_label;
    QString m_text;
    QString m_aside;
    double m_value = 0;
    double m_limit = 0.92;
    int m_barWidth = 72;
    bool m_warning = false;
    bool m_asideWarns = false;
};

} // namespace phi1
