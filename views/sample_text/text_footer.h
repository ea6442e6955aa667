// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/colour_scale.h"

#include <QStringList>
#include <QWidget>

namespace phi1 {

/// The strip below a text: what the colours of its tokens mean, and what about the text has to be
/// said.
class TextFooter final : public QWidget
{
    Q_OBJECT
public:
    explicit TextFooter(QWidget *parent = nullptr);

    /// @param title    "Loss, nats"
    /// @param details  up to two lines: "step 4 000", "mean 1.24"
    void setLegend(const ColourScale &scale, const QString &title, const QStringList &details);
    void clearLegend();
    bool hasLegend() const { return !m_title.isEmpty(); }
    void setNotice(const QString &sentence);
    QString notice() const { return m_notice; }
    bool isNeeded() const { return hasLegend() || !m_notice.isEmpty(); }
    int heightFor(int width) const;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    int legendHeight() const;
    int paintLegend(class QPainter &painter, const QRect &area) const;

    ColourScale m_scale;
    QString m_title;
    QStringList m_details;
    QString m_notice;
};

} // namespace phi1
