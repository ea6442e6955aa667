// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/run_table_model.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "views/format/number_text.h"
#include "views/state/natural_order.h"

namespace phi1 {

namespace {

/// NaN equals NaN here: what matters is whether a cell has to be drawn anew.
bool same(double a, double b)
{
    return std::bit_cast<quint64>(a) == std::bit_cast<quint64>(b);
}

QStringList tagsOf(const RunInfo &run)
{
    QStringList tags;
    for (const std::string &tag : run.annotation.tags)
        tags += QString::fromStdString(tag);
    return tags;
}

QVariant number(double value)
{
    return isMissing(value) ? QVariant() : QVariant(value);
}

bool isDimmed(const RunInfo &run)
{
    return run.state == RunState::Gone || run.state == RunState::Damaged ||
           run.state == RunState::LostContact || run.state == RunState::LastSeen;
}

/// Which columns show something else now.
QVector<int> changedColumns(const RunInfo &before, const RunInfo &now)
{
    using Model = RunTableModel;
    QVector<int> columns;
    if (before.state != now.state) { // it decides the tone of every cell
        for (int column = 0; column < Model::ColumnCount; ++column)
            columns += column;
        return columns;
    }
    const auto check = [&](Model::Column column, bool isSame) {
        if (!isSame)
            columns += column;
    };
    const RunAnnotation &a = before.annotation;
    const RunAnnotation &b = now.annotation;
    check(Model::Swatch, a.colourSlot == b.colourSlot && a.customColour == b.customColour &&
                             a.dash == b.dash && a.shown == b.shown && a.baseline == b.baseline &&
                             a.archived == b.archived);
    check(Model::Name, before.title == now.title);
    check(Model::State, before.stateText == now.stateText && before.reason == now.reason);
    check(Model::Progress, before.step == now.step && before.steps == now.steps &&
                               same(before.progress, now.progress));
    check(Model::TimeLeft, same(before.timeLeft, now.timeLeft));
    check(Model::Loss, same(before.summary.loss, now.summary.loss));
    check(Model::Best, same(before.summary.bestLoss, now.summary.bestLoss));
    check(Model::Validation, same(before.summary.validation, now.summary.validation));
    check(Model::TokensPerSecond,
          same(before.summary.tokensPerSecond, now.summary.tokensPerSecond));
    check(Model::Mfu, same(before.summary.mfu, now.summary.mfu));
    check(Model::Devices, before.devices == now.devices);
    check(Model::Started, same(before.started, now.started));
    check(Model::Tags, a.tags == b.tags);
    check(Model::Notes, a.notes == b.notes);
    return columns;
}

} // namespace

RunTableModel::RunTableModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

int RunTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_runs.size());
}

int RunTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunTableModel::value(const RunInfo &run, int column) const
{
    switch (column) {
    case Progress:
        return number(run.progress);
    case TimeLeft:
        return number(run.timeLeft);
    case Loss:
        return number(run.summary.loss);
    case Best:
        return number(run.summary.bestLoss);
    case Validation:
        return number(run.summary.validation);
    case TokensPerSecond:
        return number(run.summary.tokensPerSecond);
    case Mfu:
        return number(run.summary.mfu);
    case Started:
        return number(run.started);
    default:
        return {};
    }
}

QString RunTableModel::display(const RunInfo &run, int column) const
{
    const auto text = [](double value, auto format) {
        return isMissing(value) ? QString() : format(value);
    };
    switch (column) {
    case Name:
        return run.title;
    case State:
        return run.stateText;
    case Progress:
        return isMissing(run.progress) ? QString() : percent(run.progress, 0);
    case TimeLeft:
        return text(run.timeLeft, [](double v) { return duration(v); });
    case Loss:
        return text(run.summary.loss, [](double v) { return loss(v); });
    case Best:
        return text(run.summary.bestLoss, [](double v) { return loss(v); });
    case Validation:
        return text(run.summary.validation, [](double v) { return loss(v); });
    case TokensPerSecond:
        return text(run.summary.tokensPerSecond, [](double v) { return siNumber(v); });
    case Mfu:
        return text(run.summary.mfu, [](double v) { return percent(v); });
    case Devices:
        return run.devices;
    case Started:
        return text(run.started, [](double v) { return localTime(v); });
    case Tags:
        return tagsOf(run).join(QStringLiteral(", "));
    case Notes:
        return QString::fromStdString(run.annotation.notes);
    default:
        return {};
    }
}

QVariant RunTableModel::sortKey(const RunInfo &run, int column) const
{
    switch (column) {
    case Swatch:
        return double(run.annotation.colourSlot);
    case State:
        return double(run.state);
    case Name:
    case Devices:
    case Tags:
    case Notes:
        return display(run, column);
    case Started: // what waits stands with the newest
        return run.state == RunState::Queued ? QVariant(1e12 + run.queuePosition)
                                             : number(run.started);
    default:
        return value(run, column);
    }
}

QVariant RunTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RunInfo &run = m_runs[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return display(run, index.column());
    case Qt::EditRole:
        return index.column() == Name ? QVariant(run.title) : display(run, index.column());
    case Qt::TextAlignmentRole: {
        const bool isNumber = index.column() >= TimeLeft && index.column() <= Mfu;
        return QVariant(
            Qt::Alignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    case Qt::ToolTipRole:
        return run.reason.isEmpty() ? QVariant() : run.reason;
    case Qt::AccessibleTextRole:
        return index.column() == Swatch ? (run.annotation.shown ? tr("%1, shown").arg(run.title)
                                                                : tr("%1, hidden").arg(run.title))
                                        : display(run, index.column());
    case RunIdRole:
        return run.id;
    case StateRole:
        return int(run.state);
    case StateTextRole:
        return run.stateText;
    case ReasonRole:
        return run.reason;
    case ProgressRole:
        return number(run.progress);
    case ColourSlotRole:
        return run.annotation.colourSlot;
    case ColourRole:
        return QString::fromStdString(run.annotation.customColour);
    case DashRole:
        return run.annotation.dash;
    case ShownRole:
        return run.annotation.shown;
    case BaselineRole:
        return run.annotation.baseline;
    case ArchivedRole:
        return run.annotation.archived;
    case DimmedRole:
        return isDimmed(run);
    case SortRole:
        return sortKey(run, index.column());
    case ValueRole:
        return value(run, index.column());
    case TagsRole:
        return tagsOf(run);
    case NameRole:
        return run.name;
    case SinceHeartbeatRole:
        return number(run.heartbeatAge);
    case StepRole:
        return run.step;
    case StepsRole:
        return run.steps;
    default:
        return {};
    }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return int((section >= TimeLeft && section <= Mfu ? Qt::AlignRight : Qt::AlignLeft) |
                   Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case Swatch:
            return tr("Shown in the charts, colour");
        case Best:
            return tr("Lowest training loss of any step");
        case Validation:
            return tr("Validation loss of the newest evaluation");
        case TokensPerSecond:
            return tr("Tokens per second");
        case Mfu:
            return tr("Share of the device's dense bfloat16 peak that the training used");
        default:
            return {};
        }
    }
    switch (section) {
    case Name:
        return tr("Name");
    case State:
        return tr("State");
    case Progress:
        return tr("Progress");
    case TimeLeft:
        return tr("Time left");
    case Loss:
        return tr("Loss");
    case Best:
        return tr("Best");
    case Validation:
        return tr("Val.");
    case TokensPerSecond:
        return tr("Tok/s");
    case Mfu:
        return tr("MFU");
    case Devices:
        return tr("Devices");
    case Started:
        return tr("Started");
    case Tags:
        return tr("Tags");
    case Notes:
        return tr("Notes");
    default:
        return QString();
    }
}

bool RunTableModel::setData(const QModelIndex &index, const QVariant &newValue, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const RunInfo &run = m_runs[index.row()];
    RunAnnotation annotation = run.annotation;
    if (role == ShownRole) {
        annotation.shown = newValue.toBool();
    } else if (role == BaselineRole) {
        annotation.baseline = newValue.toBool();
    } else if (role == ArchivedRole) {
        annotation.archived = newValue.toBool();
    } else if (role == ColourRole) {
        annotation.customColour = newValue.toString().toStdString();
    } else if (role == DashRole) {
        annotation.dash = newValue.toInt();
    } else if (role == Qt::EditRole && index.column() == Name) {
        const QString title = newValue.toString().simplified();
        annotation.title = title == run.name ? std::string() : title.toStdString();
    } else if (role == Qt::EditRole && index.column() == Notes) {
        annotation.notes = newValue.toString().toStdString();
    } else if (role == Qt::EditRole && index.column() == Tags) {
        annotation.tags.clear();
        for (const QString &tag : newValue.toString().split(u',', Qt::SkipEmptyParts)) {
            const std::string word = tag.simplified().toStdString();
            if (!word.empty() && std::find(annotation.tags.begin(), annotation.tags.end(), word) ==
                                     annotation.tags.end())
                annotation.tags.push_back(word);
        }
    } else {
        return false;
    }
    if (annotation != run.annotation)
        emit annotationEdited(run.id, annotation);
    return true;
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = QAbstractTableModel::flags(index) | Qt::ItemNeverHasChildren;
    if (index.column() == Name || index.column() == Tags || index.column() == Notes)
        flags |= Qt::ItemIsEditable;
    return flags;
}

QHash<int, QByteArray> RunTableModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractTableModel::roleNames();
    names[RunIdRole] = "runId";
    names[StateRole] = "state";
    return names;
}

const RunInfo *RunTableModel::find(const QString &id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &m_runs[row];
}

QString RunTableModel::groupOf(int row, const QString &key) const
{
    const RunInfo &run = m_runs[row];
    if (key == u"state")
        return runStateText(run.state);
    if (key == u"stage")
        return run.stage;
    if (key == u"preset")
        return run.preset;
    if (key == u"devices")
        return run.devices;
    if (key == u"host")
        return run.host;
    if (key == u"tag")
        return run.annotation.tags.empty() ? QString()
                                           : QString::fromStdString(run.annotation.tags.front());
    return run.config ? run.config->value(key).value_or(QString()) : QString();
}

QStringList RunTableModel::groupNames(const QString &key) const
{
    QStringList names;
    for (int row = 0; row < m_runs.size(); ++row) {
        const QString name = groupOf(row, key);
        if (!names.contains(name))
            names += name;
    }
    std::sort(names.begin(), names.end(),
              [](const QString &a, const QString &b) { return naturalCompare(a, b) < 0; });
    return names;
}

void RunTableModel::updateRow(int row, const RunInfo &info)
{
    const QVector<int> columns = changedColumns(m_runs[row], info);
    m_runs[row] = info;
    if (columns.isEmpty())
        return;
    // One signal for each run of neighbouring columns: views then redraw just these cells.
    for (int i = 0; i < columns.size();) {
        int last = i;
        while (last + 1 < columns.size() && columns[last + 1] == columns[last] + 1)
            ++last;
        emit dataChanged(index(row, columns[i]), index(row, columns[last]));
        i = last + 1;
    }
}

void RunTableModel::update(const QVector<RunInfo> &runs)
{
    QVector<const RunInfo *> added;
    for (const RunInfo &info : runs) {
        const int row = rowOf(info.id);
        if (row >= 0)
            updateRow(row, info);
        else
            added += &info;
    }
    if (added.isEmpty())
        return;
    const int first = int(m_runs.size());
    beginInsertRows({}, first, first + int(added.size()) - 1);
    for (const RunInfo *info : added) {
        m_rows.insert(info->id, int(m_runs.size()));
        m_runs += *info;
    }
    endInsertRows();
}

void RunTableModel::remove(const QString &id)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_runs.removeAt(row);
    m_rows.remove(id);
    for (int i = row; i < m_runs.size(); ++i)
        m_rows[m_runs[i].id] = i;
    endRemoveRows();
}

} // namespace phi1
