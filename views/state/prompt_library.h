// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QString>
#include <QVector>

namespace phi1 {

class CompareStore;

/// A prompt of the library.
struct PromptItem {
    QString id; ///< "user:NUMBER" of the user's own
    QString group, title, text, note;
    bool builtin = false;
    /// Of the last comparison with it.
    enum class Outcome { NotRun, Differs, Identical };
    Outcome outcome = Outcome::NotRun;
    bool operator==(const PromptItem &) const = default;
};

/// The prompts that come with the program and the user's own, with what became of them last.
class PromptLibrary final : public QObject
{
    Q_OBJECT
public:
    explicit PromptLibrary(CompareStore &store, QObject *parent = nullptr);

    /// By group in the order in which groups are shown; the user's groups last.
    const QVector<PromptItem> &prompts() const { return m_prompts; }
    const PromptItem *find(const QString &id) const;

    /// Keeps a prompt of one's own; then changed() and saved().
    void add(const QString &group, const QString &title, const QString &text);
    void change(const PromptItem &item); ///< built-in ones stay as they are
    void remove(const QString &id);
    void putBack(const PromptItem &item); ///< undo of remove()

    /// Called by the session when a comparison with it was kept.
    void setOutcome(const QString &id, PromptItem::Outcome outcome);

signals:
    void changed();
    void saved(const QString &id);
    void errorOccurred(const QString &sentence);

private:
    void assemble();
    void reload();
    void save(const PromptItem &item);

    CompareStore &m_store;
    QVector<PromptItem> m_prompts, m_own;
    QHash<QString, PromptItem::Outcome> m_outcomes;
};

} // namespace phi1
