// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QHBoxLayout;
class QLineEdit;

namespace phi1 {

/// Tags as chips in the frame of an input: Enter or a comma makes what was typed a tag, Backspace
/// in an empty field takes the last one back.
class TagEdit final : public QWidget
{
    Q_OBJECT
public:
    explicit TagEdit(QWidget *parent = nullptr);

    QStringList tags() const { return m_tags; }
    void setTags(const QStringList &tags);
    void setSuggestions(const QStringList &tags);

signals:
    void edited(const QStringList &tags);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void take();
    void rebuild();

    QHBoxLayout *m_layout;
    QLineEdit *m_edit;
    QStringList m_tags;
};

} // namespace phi1
