// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QVector>
#include <QWidget>

class QPlainTextEdit;
class QVBoxLayout;

namespace phi1 {

class ActionButton;

/// The prompts that are completed at each evaluation, each in a small editor of its own. Empty ones
/// do not count.
class PromptList final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int most = 8;

    explicit PromptList(QWidget *parent = nullptr);

    QStringList prompts() const;
    void setPrompts(const QStringList &prompts); ///< leaves editors alone that say the same

signals:
    void edited(const QStringList &prompts);

private:
    void addEditor(const QString &text);
    void restate();

    QVBoxLayout *m_layout;
    ActionButton *m_add;
    struct Row {
        QWidget *widget;
        QPlainTextEdit *edit;
    };
    QVector<Row> m_rows;
};

} // namespace phi1
