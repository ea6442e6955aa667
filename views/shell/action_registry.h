// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QAction>
#include <QHash>
#include <QIcon>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>

class QWidget;

namespace phi1 {

/// Something the command palette offers that is not an action: a run, a page.
struct PaletteEntry {
    QString title;
    QString detail; ///< shown dimmed behind the title and searched too
    QString iconName;
    std::function<void()> open;
};

/// A key that a widget handles by itself ("↑ ↓ run"), for the shortcut sheet.
struct DescribedKey {
    QString group;
    QString text;
    QString keys; ///< as shown
    QPointer<QWidget> context;
};

/// Every action of the window: what the command palette, the shortcut sheet and the F10 menu are
/// made of, so that no key exists without a name.
class ActionRegistry : public QObject
{
    Q_OBJECT
public:
    explicit ActionRegistry(QObject *parent = nullptr);

    /// The widget that carries the actions that work everywhere.
    void setWindow(QWidget *window);

    /// @param id       "runs.stop"; unique while its context lives
    /// @param text     what it does, without the key: "Checkpoint now"
    /// @param keys     may be empty
    /// @param group    heading in the menu and the sheet, translated
    /// @param context  owner of the action; where it is a widget, the keys work while that widget
    /// is
    ///                 visible (a page: while it is the current one), otherwise everywhere
    QAction *add(const QString &id, const QString &text, const QKeySequence &keys,
                 const QString &group, QObject *context, std::function<void()> run);
    QAction *add(const QString &id, const QString &text, const QList<QKeySequence> &keys,
                 const QString &group, QObject *context, std::function<void()> run);
    void describeKeys(const QString &group, const QString &text, const QString &keys,
                      QWidget *context);

    QAction *find(const QString &id) const; ///< nullptr if there is none
    QList<QAction *> all() const;           ///< in the order of registration
    QString groupOf(const QAction *action) const;
    QString idOf(const QAction *action) const;
    QList<DescribedKey> describedKeys() const;
    /// Whether it can be triggered now: enabled, and its widget (if it has one) is visible.
    bool isReachable(const QAction *action) const;
    /// The same, whether it is enabled or not.
    bool isInSight(const QAction *action) const;
    bool worksEverywhere(const QAction *action) const;

    /// Asked each time the palette opens.
    void addPaletteSource(QObject *context, std::function<QList<PaletteEntry>()> source);
    QList<PaletteEntry> paletteEntries() const;

signals:
    void actionsChanged();

private:
    struct Entry {
        QString id, group;
        QAction *action = nullptr;
        QPointer<QWidget> widget; ///< null: works everywhere
        bool everywhere = true;
    };
    struct Source {
        QPointer<QObject> context;
        std::function<QList<PaletteEntry>()> entries;
    };
    const Entry *entryOf(const QAction *action) const;

    QPointer<QWidget> m_window;
    QList<Entry> m_entries;
    QList<DescribedKey> m_described;
    QList<Source> m_sources;
};

} // namespace phi1
