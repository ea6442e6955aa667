// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/palette_list.h"

#include "views/shell/action_registry.h"
#include "views/shell/fuzzy_match.h"

#include <algorithm>

namespace phi1 {
namespace {

constexpr int rowLimit = 200;
constexpr int pageBonus = 6; // actions of the page in sight before those that are always there
constexpr int disabledMalus = -1000;

} // namespace

PaletteList::PaletteList(const ActionRegistry &registry, QObject *parent)
    : QAbstractListModel(parent)
    , m_registry(registry)
{}

void PaletteList::load()
{
    m_items.clear();
    const QList<QAction *> actions = m_registry.all();
    for (QAction *action : actions) {
        const bool reachable = m_registry.isReachable(action);
        // One that only rests is shown, so that people learn it exists; one of another page is not.
        if (!m_registry.isInSight(action))
            continue;
        Item item;
        item.title = action->text().remove(QLatin1Char('&'));
        item.detail = m_registry.groupOf(action);
        item.keys = action->shortcut().toString(QKeySequence::NativeText);
        item.run = [guard = QPointer<QAction>(action)] {
            if (guard)
                guard->trigger();
        };
        item.enabled = reachable;
        item.bonus = !reachable                           ? disabledMalus
                     : m_registry.worksEverywhere(action) ? 0
                                                          : pageBonus;
        m_items.append(item);
    }
    const QList<PaletteEntry> entries = m_registry.paletteEntries();
    for (const PaletteEntry &entry : entries) {
        Item item;
        item.title = entry.title;
        item.detail = entry.detail;
        item.iconName = entry.iconName;
        item.run = entry.open;
        m_items.append(item);
    }
    setQuery({});
}

void PaletteList::setQuery(const QString &query)
{
    beginResetModel();
    m_rows.clear();
    for (int i = 0; i < m_items.size(); ++i) {
        const Item &item = m_items[i];
        // Words may be spread over title and detail ("nano run"); those in the title count more.
        if (const auto inTitle = fuzzyMatch(query, item.title))
            m_rows.append({i, inTitle->score + 20 + item.bonus, inTitle->positions});
        else if (const auto inBoth = fuzzyMatch(query, item.title % u' ' % item.detail))
            m_rows.append({i, inBoth->score + item.bonus, {}});
    }
    std::stable_sort(m_rows.begin(), m_rows.end(), [&query, this](const Row &a, const Row &b) {
        if (query.trimmed().isEmpty()) // what this page can do first, what rests last
            return m_items[a.item].bonus > m_items[b.item].bonus;
        return a.score > b.score;
    });
    if (m_rows.size() > rowLimit)
        m_rows.resize(rowLimit);
    endResetModel();
}

void PaletteList::trigger(int row) const
{
    if (row < 0 || row >= m_rows.size())
        return;
    const Item &item = m_items[m_rows[row].item];
    if (item.enabled && item.run)
        item.run();
}

int PaletteList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant PaletteList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[index.row()];
    const Item &item = m_items[row.item];
    switch (role) {
    case Qt::DisplayRole:
        return item.title;
    case Qt::AccessibleTextRole: {
        QStringList parts{item.title, item.detail, item.keys};
        parts.removeAll({});
        return parts.join(u", ");
    }
    case DetailRole:
        return item.detail;
    case KeysRole:
        return item.keys;
    case IconNameRole:
        return item.iconName;
    case PositionsRole:
        return QVariant::fromValue(row.positions);
    case EnabledRole:
        return item.enabled;
    default:
        return {};
    }
}

Qt::ItemFlags PaletteList::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    return index.data(EnabledRole).toBool() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable
                                            : Qt::ItemIsSelectable;
}

} // namespace phi1
