// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QWidget>

#include "views/state/config_texts.h"

namespace phi1 {

/// Keys of several configurations that differ: the key, and below it the value of each run behind
/// its swatch. As tall as it needs to be. Ctrl+C copies it as TSV.
class ComparisonTable final : public QWidget
{
    Q_OBJECT
public:
    struct Run {
        QString name;
        QColor colour;
    };
    explicit ComparisonTable(QWidget *parent = nullptr);
    void set(const QVector<Run> &runs, const QVector<ConfigDifference> &differences);
    QString text() const; ///< TSV

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void copied();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    int lineHeight() const;

    QVector<Run> m_runs;
    QVector<ConfigDifference> m_differences;
};

} // namespace phi1
