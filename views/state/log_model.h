// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>

#include <QAbstractListModel>
#include <QString>
#include <QVector>

namespace phi1 {

enum class LogLevel { Output, Info, Warning, Error };

/// One line of log.txt: without escape sequences, cut if very long.
struct LogLine {
    LogLevel level = LogLevel::Output; ///< Output: what a program printed, without a level
    double time = 0;                   ///< unix seconds, 0: the line says none
    QString text;
};

/// What the log's reader found since it last reported.
struct LogBatch {
    bool restarted = false; ///< the file was replaced or cut: forget all lines
    QVector<LogLine> lines;
    qint64 dropped = 0;      ///< lines between the last batch and these that were left out
    bool hasEarlier = false; ///< the file begins before the first line that was read
};

/// The last lines of a run's log: bounded, whatever a program prints. Levels that are switched off
/// have no rows.
class LogModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        LevelRole = Qt::UserRole, ///< int of LogLevel
        TimeRole,                 ///< double unix seconds, 0 without
        TextRole,                 ///< QString
        MatchRole,                ///< bool: the search text is in it
    };
    static constexpr int defaultCapacity = 20000;

    explicit LogModel(QObject *parent = nullptr, int capacity = defaultCapacity);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    const LogLine &line(int row) const;
    int capacity() const { return m_capacity; }

    /// Lines of a lower level are hidden; Output counts like Info.
    void setMinimumLevel(LogLevel level);
    LogLevel minimumLevel() const { return m_minimum; }

    void setSearchText(const QString &text);
    QString searchText() const { return m_search; }
    int matchCount() const { return m_matches; } ///< among the rows
    /// The next row with the search text from `row` on (not itself), wrapping; -1: none.
    int nextMatch(int row, bool forward = true) const;

    /// While not followed, lines stay where they are for as long as there is room for twice the
    /// capacity; then reading waits.
    void setFollowing(bool following);
    bool isFollowing() const { return m_following; }

    /// "1 203 000 lines not shown"; empty if none were left out.
    QString droppedText() const;
    qint64 droppedLines() const { return m_dropped; }
    bool hasEarlier() const { return m_hasEarlier; } ///< log.txt holds more at its beginning
    /// Empty, or one sentence: why the log cannot be read.
    QString problem() const { return m_problem; }

    /// All rows, or these, as plain text.
    QString text(const QVector<int> &rows = {}) const;
    /// The last lines, for a failure's details; of any level.
    QStringList lastLines(int count) const;

    /// For the session.
    void append(const LogBatch &batch);
    void setProblem(const QString &sentence);
    bool wantsMore() const;

signals:
    void linesAppended(int count);
    void droppedChanged();
    void searchChanged();
    void followingChanged(bool following);
    void problemChanged(const QString &sentence);

private:
    struct Held {
        LogLine line;
        bool matches = false;
    };
    bool isVisible(const LogLine &line) const;
    bool contains(const LogLine &line) const;
    const Held &at(int row) const;
    void rebuild();
    void trim(int room);

    std::deque<Held> m_lines;
    quint64 m_first = 0;           ///< number of the first held line
    std::deque<quint64> m_visible; ///< numbers of those with a row
    int m_capacity;
    LogLevel m_minimum = LogLevel::Output;
    QString m_search;
    int m_matches = 0;
    bool m_following = true;
    qint64 m_dropped = 0;
    bool m_hasEarlier = false;
    QString m_problem;
};

} // namespace phi1
