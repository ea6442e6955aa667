// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace phi1 {

/// The lower part of the inspector's frame, below its title, around the content of a page.
class InspectorFrame : public QWidget
{
    Q_OBJECT
public:
    /// @param content  becomes a child
    explicit InspectorFrame(QWidget *content, QWidget *parent = nullptr);

    void setMargins(const QMargins &margins);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QMargins m_margins;
};

} // namespace phi1
