// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace phi1 {

/// Text that is edited where it stands: looks like text until it is pointed at or has the focus.
/// As tall as its lines, up to twelve.
class NoteEdit final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit NoteEdit(QWidget *parent = nullptr);

    void setFewestLines(int lines); ///< 2 unless told

signals:
    void left(); ///< the focus went elsewhere

protected:
    void paintEvent(QPaintEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void fitHeight();

    int m_fewest = 2;
};

} // namespace phi1
