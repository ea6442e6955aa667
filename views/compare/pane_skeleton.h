// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTimer>
#include <QWidget>

namespace phi1 {

/// Where code will stand once the weights are loaded: nothing for 150 ms, then lines in the colour
/// of troughs and what is waited for. Still.
class PaneSkeleton final : public QWidget
{
    Q_OBJECT
public:
    explicit PaneSkeleton(QWidget *parent = nullptr);

    void setText(const QString &text); ///< "loading phi-1-base, 2.8 GB"

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QString m_text;
    QTimer m_patience;
    bool m_visibleLines = false;
};

} // namespace phi1
