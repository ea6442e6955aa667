// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/choosers/prompt_tree.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStandardItemModel>

#include "views/choosers/painted_row.h"
#include "views/format/number_text.h"
#include "views/state/prompt_library.h"
#include "views/theme/theme.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int idRole = Qt::UserRole + 1;
constexpr int countRole = Qt::UserRole + 2;
constexpr int outcomeRole = Qt::UserRole + 3;

/// Title and, at the right, the number of a group's prompts or what became of a prompt.
class PromptDelegate final : public PaintedRow
{
public:
    explicit PromptDelegate(QObject *parent)
        : PaintedRow(120, 24, parent)
    {}

protected:
    void paintRow(QPainter &painter, const QStyleOptionViewItem &row,
                  const QModelIndex &index) const override
    {
        const Theme &theme = Theme::instance();
        const bool isGroup = index.data(idRole).toString().isEmpty();
        QFont font = theme.font(Theme::Font::Small);
        font.setBold(isGroup || (row.state & QStyle::State_Selected));
        QRect place = row.rect.adjusted(theme.px(2), 0, -theme.px(10), 0);
        QString mark;
        Theme::Token tone = Theme::Token::Text3;
        if (isGroup) {
            mark = grouped(index.data(countRole).toInt());
        } else if (index.data(outcomeRole).toInt() ==
                   static_cast<int>(PromptItem::Outcome::Differs)) {
            mark = u"◆"_s;
            tone = Theme::Token::Accent;
        } else if (index.data(outcomeRole).toInt() ==
                   static_cast<int>(PromptItem::Outcome::Identical)) {
            mark = u"="_s;
        }
        painter.setFont(theme.font(Theme::Font::Small));
        painter.setPen(theme.color(tone));
        painter.drawText(place, Qt::AlignVCenter | Qt::AlignRight, mark);
        place.setRight(place.right() - theme.px(18));
        painter.setFont(font);
        painter.setPen(theme.color(isGroup ? Theme::Token::Text2 : Theme::Token::Text));
        painter.drawText(
            place, Qt::AlignVCenter | Qt::AlignLeft,
            QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, place.width()));
    }
};

QString outcomeText(PromptItem::Outcome outcome)
{
    switch (outcome) {
    case PromptItem::Outcome::Differs:
        return PromptTree::tr("completions differ");
    case PromptItem::Outcome::Identical:
        return PromptTree::tr("completions identical");
    case PromptItem::Outcome::NotRun:
        break;
    }
    return {};
}

} // namespace

PromptTree::PromptTree(PromptLibrary &library, QWidget *parent)
    : QTreeView(parent)
    , m_library(library)
    , m_items(new QStandardItemModel(this))
{
    setModel(m_items);
    setItemDelegate(new PromptDelegate(this));
    setAccessibleName(tr("Prompts"));
    setFrameShape(QFrame::NoFrame);
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setEditTriggers(NoEditTriggers);
    setExpandsOnDoubleClick(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    connect(&m_library, &PromptLibrary::changed, this, &PromptTree::fill);
    connect(this, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        const QString id = index.data(idRole).toString();
        if (id.isEmpty())
            setExpanded(index, !isExpanded(index));
        else
            emit promptChosen(id);
    });
    const auto folded = [this](const QModelIndex &index, bool isFolded) {
        if (m_filling || !m_filter.isEmpty())
            return;
        const QString group = index.data().toString();
        m_folded.removeAll(group);
        if (isFolded)
            m_folded.append(group);
        emit foldsChanged();
    };
    connect(this, &QTreeView::collapsed, this,
            [folded](const QModelIndex &index) { folded(index, true); });
    connect(this, &QTreeView::expanded, this,
            [folded](const QModelIndex &index) { folded(index, false); });
    Theme::instance().follow(this, [this] {
        setIndentation(Theme::instance().px(14));
        viewport()->update();
    });
    fill();
}

void PromptTree::setFilter(const QString &text)
{
    if (text == m_filter)
        return;
    m_filter = text;
    fill();
}

void PromptTree::fill()
{
    m_filling = true;
    const int scrolled = verticalScrollBar()->value();
    const QString kept = m_wanted;
    m_items->clear();
    QStandardItem *group = nullptr;
    QHash<QString, QStandardItem *> groups;
    for (const PromptItem &prompt : m_library.prompts()) {
        if (!m_filter.isEmpty() && !prompt.title.contains(m_filter, Qt::CaseInsensitive) &&
            !prompt.text.contains(m_filter, Qt::CaseInsensitive))
            continue;
        group = groups.value(prompt.group);
        if (!group) {
            group = new QStandardItem(prompt.group);
            group->setSelectable(false);
            groups.insert(prompt.group, group);
            m_items->appendRow(group);
        }
        auto *item = new QStandardItem(prompt.title);
        item->setData(prompt.id, idRole);
        item->setData(static_cast<int>(prompt.outcome), outcomeRole);
        item->setToolTip(prompt.note.isEmpty() ? prompt.title
                                               : QString(prompt.title % u'\n' % prompt.note));
        item->setData(QStringList{prompt.title, outcomeText(prompt.outcome)}.join(u", "_s),
                      Qt::AccessibleTextRole);
        group->appendRow(item);
        group->setData(group->rowCount(), countRole);
        group->setData(tr("%1, %n prompts", nullptr, group->rowCount()).arg(prompt.group),
                       Qt::AccessibleTextRole);
    }
    for (int row = 0; row < m_items->rowCount(); ++row) {
        const QModelIndex index = m_items->index(row, 0);
        setExpanded(index, !m_filter.isEmpty() || !m_folded.contains(index.data().toString()));
    }
    m_wanted.clear();
    setCurrentPrompt(kept);
    verticalScrollBar()->setValue(scrolled);
    m_filling = false;
}

QString PromptTree::currentPrompt() const
{
    return currentIndex().data(idRole).toString();
}

void PromptTree::setCurrentPrompt(const QString &id)
{
    m_wanted = id;
    const QSignalBlocker blocker(selectionModel());
    for (int group = 0; group < m_items->rowCount(); ++group) {
        const QModelIndex parent = m_items->index(group, 0);
        for (int row = 0; row < m_items->rowCount(parent); ++row) {
            const QModelIndex index = m_items->index(row, 0, parent);
            if (index.data(idRole).toString() != id)
                continue;
            if (index != currentIndex()) {
                setCurrentIndex(index);
                scrollTo(index);
            }
            viewport()->update();
            return;
        }
    }
    clearSelection();
    setCurrentIndex({});
    viewport()->update();
}

QStringList PromptTree::foldedGroups() const
{
    return m_folded;
}

void PromptTree::setFoldedGroups(const QStringList &groups)
{
    m_folded = groups;
    fill();
}

void PromptTree::drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    // The whole row is the selected one, not only what stands behind its indentation.
    if (selectionModel()->isSelected(index))
        painter->fillRect(rect, Theme::instance().color(Theme::Token::AccentTint));
    QTreeView::drawBranches(painter, rect, index);
}

void PromptTree::keyPressEvent(QKeyEvent *event)
{
    const QString id = currentPrompt();
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && !id.isEmpty() &&
        event->modifiers() == Qt::NoModifier) {
        emit promptChosen(id);
        return;
    }
    if (event->key() == Qt::Key_Delete && !id.isEmpty()) {
        emit removeRequested(id);
        return;
    }
    QTreeView::keyPressEvent(event);
}

void PromptTree::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index =
        event->reason() == QContextMenuEvent::Mouse ? indexAt(event->pos()) : currentIndex();
    const QString id = index.data(idRole).toString();
    const PromptItem *prompt = m_library.find(id);
    if (!prompt)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Use"), this, [this, id] { emit promptChosen(id); });
    menu->addAction(tr("Copy to my prompts"), this, [this, id] { emit duplicateRequested(id); });
    menu->addSeparator();
    const QRect area(viewport()->mapToGlobal(visualRect(index).topLeft()),
                     visualRect(index).size());
    QAction *rename =
        menu->addAction(tr("Rename…"), this, [this, id, area] { emit renameRequested(id, area); });
    QAction *remove = menu->addAction(tr("Remove"), this, [this, id] { emit removeRequested(id); });
    for (QAction *action : {rename, remove})
        action->setEnabled(!prompt->builtin);
    menu->popup(event->reason() == QContextMenuEvent::Mouse ? event->globalPos()
                                                            : area.bottomLeft());
}

} // namespace phi1
