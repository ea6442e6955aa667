// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/action_registry.h"

#include <QWidget>

#include <algorithm>

namespace phi1 {

ActionRegistry::ActionRegistry(QObject *parent)
    : QObject(parent)
{}

void ActionRegistry::setWindow(QWidget *window)
{
    m_window = window;
    for (const Entry &entry : std::as_const(m_entries))
        if (entry.everywhere)
            window->addAction(entry.action);
}

QAction *ActionRegistry::add(const QString &id, const QString &text, const QKeySequence &keys,
                             const QString &group, QObject *context, std::function<void()> run)
{
    return add(id, text, keys.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{keys}, group,
               context, std::move(run));
}

QAction *ActionRegistry::add(const QString &id, const QString &text,
                             const QList<QKeySequence> &keys, const QString &group,
                             QObject *context, std::function<void()> run)
{
    Q_ASSERT_X(!find(id), "ActionRegistry::add", "this id is registered already");
    auto *action = new QAction(text, context);
    action->setObjectName(id);
    action->setShortcuts(keys);
    // Window-wide, yet only while the widget that carries the action is visible: the keys of a page
    // work wherever the focus is, and rest while another page is shown.
    action->setShortcutContext(Qt::WindowShortcut);
    connect(action, &QAction::triggered, context, [run = std::move(run)] { run(); });
    auto *widget = qobject_cast<QWidget *>(context);
    const bool everywhere = !widget || widget == m_window;
    if (!everywhere)
        widget->addAction(action);
    else if (m_window)
        m_window->addAction(action);
    m_entries.append({id, group, action, everywhere ? nullptr : widget, everywhere});
    connect(action, &QObject::destroyed, this, [this, action] {
        m_entries.removeIf([action](const Entry &entry) { return entry.action == action; });
        emit actionsChanged();
    });
    connect(action, &QAction::changed, this, &ActionRegistry::actionsChanged);
    emit actionsChanged();
    return action;
}

void ActionRegistry::describeKeys(const QString &group, const QString &text, const QString &keys,
                                  QWidget *context)
{
    m_described.append({group, text, keys, context});
}

const ActionRegistry::Entry *ActionRegistry::entryOf(const QAction *action) const
{
    const auto found = std::find_if(m_entries.cbegin(), m_entries.cend(),
                                    [action](const Entry &e) { return e.action == action; });
    return found == m_entries.cend() ? nullptr : &*found;
}

QAction *ActionRegistry::find(const QString &id) const
{
    const auto found = std::find_if(m_entries.cbegin(), m_entries.cend(),
                                    [&id](const Entry &entry) { return entry.id == id; });
    return found == m_entries.cend() ? nullptr : found->action;
}

QList<QAction *> ActionRegistry::all() const
{
    QList<QAction *> actions;
    actions.reserve(m_entries.size());
    for (const Entry &entry : m_entries)
        actions.append(entry.action);
    return actions;
}

QString ActionRegistry::groupOf(const QAction *action) const
{
    const Entry *entry = entryOf(action);
    return entry ? entry->group : QString();
}

QString ActionRegistry::idOf(const QAction *action) const
{
    const Entry *entry = entryOf(action);
    return entry ? entry->id : QString();
}

QList<DescribedKey> ActionRegistry::describedKeys() const
{
    return m_described;
}

bool ActionRegistry::isReachable(const QAction *action) const
{
    return action->isEnabled() && isInSight(action);
}

bool ActionRegistry::isInSight(const QAction *action) const
{
    const Entry *entry = entryOf(action);
    return entry && action->isVisible() &&
           (entry->everywhere || (entry->widget && entry->widget->isVisible()));
}

bool ActionRegistry::worksEverywhere(const QAction *action) const
{
    const Entry *entry = entryOf(action);
    return entry && entry->everywhere;
}

void ActionRegistry::addPaletteSource(QObject *context, std::function<QList<PaletteEntry>()> source)
{
    m_sources.append({context, std::move(source)});
}

QList<PaletteEntry> ActionRegistry::paletteEntries() const
{
    QList<PaletteEntry> entries;
    for (const Source &source : m_sources)
        if (source.context)
            entries.append(source.entries());
    return entries;
}

} // namespace phi1
