// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

class QStandardItemModel;

namespace phi1 {

class PromptLibrary;

/// The prompts by group: what became of each last stands at its right, ◆ where the completions
/// differed, = where they were the same. Enter or a click uses one, Del removes one's own.
class PromptTree final : public QTreeView
{
    Q_OBJECT
public:
    explicit PromptTree(PromptLibrary &library, QWidget *parent = nullptr);

    void setFilter(const QString &text);
    QString currentPrompt() const; ///< id, empty on a group
    void setCurrentPrompt(const QString &id);
    QStringList foldedGroups() const;
    void setFoldedGroups(const QStringList &groups);

signals:
    void promptChosen(const QString &id);
    void renameRequested(const QString &id, const QRect &globalArea);
    void removeRequested(const QString &id);
    void duplicateRequested(const QString &id);
    void foldsChanged();

protected:
    void drawBranches(QPainter *painter, const QRect &rect,
                      const QModelIndex &index) const override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void fill();

    PromptLibrary &m_library;
    QStandardItemModel *m_items;
    QString m_filter;
    QString m_wanted; ///< shown as the present prompt
    QStringList m_folded;
    bool m_filling = false;
};

} // namespace phi1
