// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace phi1 {

/// One checkpoint: step, validation loss there, when it was written. Opens a menu when clicked.
class CheckpointRow final : public QAbstractButton
{
    Q_OBJECT
public:
    struct Content {
        qint64 step = 0;
        QString validation; ///< "val. 1.424", empty where it was not measured
        QString written;
        QString size;
        QString folder; ///< empty: not on disk any more
        bool isBest = false;
    };
    explicit CheckpointRow(QWidget *parent = nullptr);
    void set(const Content &content);
    const Content &content() const { return m_content; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Content m_content;
};

} // namespace phi1
