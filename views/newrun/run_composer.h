// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QObject>
#include <QStringList>
#include <QVariantMap>

#include "core/runs/run_draft.h"

namespace phi1 {

/// When a new run begins.
enum class StartOrder {
    Now,    ///< in front of what waits, as soon as its device is free
    Queued, ///< behind what waits
    Shared, ///< beside what runs on its device
};

/// What a key is compared with.
struct ReferenceValue {
    QString shown; ///< as text; empty: the paper is silent
    QString toml;  ///< as a value; empty where it cannot be one
};

/// The run that is being put together: its draft, name, tags and place in the queue. Every change
/// ends in changed().
class RunComposer final : public QObject
{
    Q_OBJECT
public:
    explicit RunComposer(QObject *parent = nullptr);

    const RunDraft &draft() const { return m_state.draft; }
    const RunConfig &config() const { return m_state.draft.config(); }
    /// "phi-1-small", without the stage.
    QString shape() const;
    bool finetunes() const { return m_state.draft.preset().ends_with("-finetune"); }
    /// Where the draft was taken from ("run small-lr2"), empty for a preset.
    QString origin() const { return m_state.origin; }

    /// Everything as the preset has it.
    void startFrom(const QString &preset);
    void startFrom(const RunConfig &config, const QString &origin);
    void pretrain();
    /// @param path  run or checkpoint folder; the model takes its shape
    /// @return a sentence if its shape cannot be read; the path is kept then too
    QString finetuneFrom(const QString &path);

    /// Value as TOML, or as typed where it is wrong.
    void set(const QString &key, const QString &toml);
    void unset(const QString &key);          ///< the preset's value again
    QString value(const QString &key) const; ///< as TOML, of the configuration as it stands
    QString typed(const QString &key) const; ///< as it was set; empty if it was not
    QString error(const QString &key) const; ///< one sentence

    /// The paper's value, or for a model that is not in the paper the preset's.
    ReferenceValue reference(const QString &key) const;
    bool isInPaper() const;
    bool differs(const QString &key) const;
    QStringList differingKeys() const;
    /// The reference's value, or where there is none the preset's.
    void restore(const QString &key);
    /// All keys but the data, what to begin from, the hardware and the probes.
    void restoreAll();

    QString name() const; ///< the suggested one unless setName() gave another
    void setName(const QString &name);
    bool isNameSuggested() const { return m_state.name.isEmpty(); }
    /// Names that suggestions avoid: folders of runs that exist.
    void setTakenNames(const QStringList &names);
    QStringList tags() const { return m_state.tags; }
    void setTags(const QStringList &tags);
    StartOrder order() const { return m_state.order; }
    void setOrder(StartOrder order);

    QVariantMap toMap() const;
    void fromMap(const QVariantMap &map); ///< ignores what does not fit

    /// "phi1 train …" without the program: the worker's arguments.
    QStringList arguments() const;
    /// The command for a shell, `lines` of it broken by backslashes, `~` for the home folder.
    QString command(const QString &runFolder, bool brokenLines) const;
    QString toml() const;
    struct ChangedKey {
        QString key, value, preset;
    };
    QVector<ChangedKey> changedKeys() const;

    struct State {
        RunDraft draft;
        QString origin;
        QString name;
        QStringList tags;
        StartOrder order = StartOrder::Now;
    };
    const State &state() const { return m_state; }
    void setState(const State &state);

signals:
    void changed();

private:
    QString suggestedName() const;

    State m_state;
    QStringList m_taken;
};

/// A value of TOML as people read it: no quotes, groups of three digits.
QString shownValue(const QString &key, const QString &toml);
/// Typed text as TOML for a key: digits lose their group spaces, words get quotes where the key
/// holds text.
QString tomlFromTyped(const QString &key, const QString &text);

} // namespace phi1
