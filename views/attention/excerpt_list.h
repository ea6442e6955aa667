// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

#include "views/state/attention_types.h"

class QStandardItemModel;

namespace phi1 {

/// Texts that can be looked at: title above the first line of each. Enter or a click takes one.
class ExcerptList final : public QListView
{
    Q_OBJECT
public:
    explicit ExcerptList(const QString &name, QWidget *parent = nullptr);

    void setPrompts(const QVector<AttentionPrompt> &prompts);
    int count() const { return static_cast<int>(m_prompts.size()); }

signals:
    void chosen(const phi1::AttentionPrompt &prompt);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void take(const QModelIndex &index);

    QVector<AttentionPrompt> m_prompts;
    QStandardItemModel *m_items;
};

} // namespace phi1
