// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace phi1 {

class TextLabel;
class ElidedLabel;

/// A section of the form: a line, a title, rows. A foldable one begins folded and says in its head
/// what it holds.
class FormSection final : public QWidget
{
    Q_OBJECT
public:
    explicit FormSection(const QString &title, bool foldable = false, QWidget *parent = nullptr);

    void add(QWidget *row);
    void setAside(const QString &text);
    void setLineVisible(bool visible);
    bool isFolded() const { return m_folded; }
    void setFolded(bool folded);
    /// Opens it and puts the focus on its first editor.
    void reveal();

signals:
    void foldedChanged(bool folded);

private:
    QWidget *m_line;
    QWidget *m_head;
    QToolButton *m_toggle = nullptr;
    TextLabel *m_title;
    ElidedLabel *m_aside;
    QWidget *m_body;
    QVBoxLayout *m_rows;
    bool m_folded = false;
};

} // namespace phi1
