// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

#include "views/shell/foremost_job.h"

namespace phi1 {

/// The foremost job in the status bar: dot, name, thin bar, per cent and time left. A click opens
/// it.
class JobButton : public QAbstractButton
{
    Q_OBJECT
public:
    explicit JobButton(QWidget *parent = nullptr);

    void setJob(const ForemostJob &job);
    const ForemostJob &job() const { return m_job; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString figures() const;
    int nameWidth() const;

    ForemostJob m_job;
};

} // namespace phi1
