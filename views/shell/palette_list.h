// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QAbstractListModel>
#include <QString>
#include <QVector>

namespace phi1 {

class ActionRegistry;

/// What the command palette offers for a query, best first: actions that can be reached from here,
/// and whatever the palette sources of the registry add (pages, runs).
class PaletteList : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        DetailRole = Qt::UserRole, ///< group or description
        KeysRole,
        IconNameRole,
        PositionsRole, ///< QVector<int>: characters of the title that matched
        EnabledRole
    };

    explicit PaletteList(const ActionRegistry &registry, QObject *parent = nullptr);

    void load();                         ///< asks the registry anew
    void setQuery(const QString &query); ///< resets the rows
    void trigger(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Item {
        QString title, detail, keys, iconName;
        std::function<void()> run;
        bool enabled = true;
        int bonus = 0;
    };
    struct Row {
        int item = 0;
        int score = 0;
        QVector<int> positions;
    };

    const ActionRegistry &m_registry;
    QVector<Item> m_items;
    QVector<Row> m_rows;
};

} // namespace phi1
