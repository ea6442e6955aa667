// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/log_model.h"

#include <algorithm>

#include "views/format/number_text.h"

namespace phi1 {

LogModel::LogModel(QObject *parent, int capacity)
    : QAbstractListModel(parent)
    , m_capacity(std::max(1, capacity))
{}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_visible.size());
}

const LogModel::Held &LogModel::at(int row) const
{
    return m_lines[std::size_t(m_visible[std::size_t(row)] - m_first)];
}

const LogLine &LogModel::line(int row) const
{
    return at(row).line;
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Held &held = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case TextRole:
        return held.line.text;
    case LevelRole:
        return int(held.line.level);
    case TimeRole:
        return held.line.time;
    case MatchRole:
        return held.matches;
    default:
        return {};
    }
}

bool LogModel::isVisible(const LogLine &line) const
{
    const LogLevel level = line.level == LogLevel::Output ? LogLevel::Info : line.level;
    return m_minimum == LogLevel::Output || level >= m_minimum;
}

bool LogModel::contains(const LogLine &line) const
{
    return !m_search.isEmpty() && line.text.contains(m_search, Qt::CaseInsensitive);
}

void LogModel::rebuild()
{
    beginResetModel();
    m_visible.clear();
    m_matches = 0;
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        Held &held = m_lines[i];
        held.matches = contains(held.line);
        if (isVisible(held.line)) {
            m_visible.push_back(m_first + i);
            m_matches += held.matches ? 1 : 0;
        }
    }
    endResetModel();
}

void LogModel::setMinimumLevel(LogLevel level)
{
    if (level == m_minimum)
        return;
    m_minimum = level;
    rebuild();
    emit searchChanged();
}

void LogModel::setSearchText(const QString &text)
{
    if (text == m_search)
        return;
    m_search = text;
    m_matches = 0;
    for (Held &held : m_lines) {
        held.matches = contains(held.line);
        m_matches += held.matches && isVisible(held.line) ? 1 : 0;
    }
    if (rowCount() > 0)
        emit dataChanged(index(0), index(rowCount() - 1), {MatchRole});
    emit searchChanged();
}

int LogModel::nextMatch(int row, bool forward) const
{
    const int count = rowCount();
    for (int i = 1; i <= count; ++i) {
        const int at = ((row + (forward ? i : -i)) % count + count) % count;
        if (this->at(at).matches)
            return at;
    }
    return -1;
}

void LogModel::setFollowing(bool following)
{
    if (following == m_following)
        return;
    m_following = following;
    if (following)
        trim(0);
    emit followingChanged(following);
}

bool LogModel::wantsMore() const
{
    return m_following || m_lines.size() < 2 * std::size_t(m_capacity);
}

QString LogModel::droppedText() const
{
    if (m_dropped <= 0)
        return {};
    return m_dropped == 1 ? tr("1 line not shown")
                          : tr("%1 lines not shown").arg(grouped(m_dropped));
}

QString LogModel::text(const QVector<int> &rows) const
{
    QString result;
    if (rows.isEmpty()) {
        for (int row = 0; row < rowCount(); ++row)
            result += at(row).line.text % u'\n';
    }
    for (const int row : rows) {
        if (row >= 0 && row < rowCount())
            result += at(row).line.text % u'\n';
    }
    return result;
}

QStringList LogModel::lastLines(int count) const
{
    QStringList lines;
    for (std::size_t i = m_lines.size() - std::min(m_lines.size(), std::size_t(std::max(0, count)));
         i < m_lines.size(); ++i)
        lines += m_lines[i].line.text;
    return lines;
}

/// Drops the oldest lines until `room` more fit.
void LogModel::trim(int room)
{
    const std::size_t limit = std::size_t(m_following ? m_capacity : 2 * m_capacity);
    const std::size_t wanted = m_lines.size() + std::size_t(room);
    if (wanted <= limit)
        return;
    const std::size_t excess = std::min(wanted - limit, m_lines.size());
    const quint64 first = m_first + excess;
    const auto end = std::lower_bound(m_visible.begin(), m_visible.end(), first);
    const int rows = int(end - m_visible.begin());
    if (rows > 0)
        beginRemoveRows({}, 0, rows - 1);
    for (auto each = m_visible.begin(); each != end; ++each)
        m_matches -= m_lines[std::size_t(*each - m_first)].matches ? 1 : 0;
    m_visible.erase(m_visible.begin(), end);
    m_lines.erase(m_lines.begin(), m_lines.begin() + std::ptrdiff_t(excess));
    m_first = first;
    m_hasEarlier = true;
    if (rows > 0)
        endRemoveRows();
}

void LogModel::append(const LogBatch &batch)
{
    if (batch.restarted) {
        beginResetModel();
        m_first += m_lines.size();
        m_lines.clear();
        m_visible.clear();
        m_matches = 0;
        m_dropped = 0;
        m_hasEarlier = false;
        endResetModel();
    }
    m_hasEarlier = m_hasEarlier || batch.hasEarlier;
    setProblem({});
    if (batch.dropped > 0 || batch.restarted) {
        m_dropped += batch.dropped;
        emit droppedChanged();
    }
    if (batch.lines.isEmpty())
        return;
    const int count = std::min(int(batch.lines.size()), m_capacity);
    trim(count);
    const auto firstNew = batch.lines.end() - count;
    int visible = 0;
    int matches = 0;
    std::vector<Held> held;
    held.reserve(std::size_t(count));
    for (auto line = firstNew; line != batch.lines.end(); ++line) {
        held.push_back({*line, contains(*line)});
        if (isVisible(*line)) {
            ++visible;
            matches += held.back().matches ? 1 : 0;
        }
    }
    const int row = rowCount();
    if (visible > 0)
        beginInsertRows({}, row, row + visible - 1);
    for (Held &each : held) {
        if (isVisible(each.line))
            m_visible.push_back(m_first + m_lines.size());
        m_lines.push_back(std::move(each));
    }
    if (visible > 0)
        endInsertRows();
    if (matches > 0) {
        m_matches += matches;
        emit searchChanged();
    }
    emit linesAppended(visible);
}

void LogModel::setProblem(const QString &sentence)
{
    if (sentence == m_problem)
        return;
    m_problem = sentence;
    emit problemChanged(sentence);
}

} // namespace phi1
