// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/sample_list_model.h"

#include <algorithm>
#include <cmath>

#include <QHash>
#include <QSet>

#include "views/format/number_text.h"

namespace phi1 {

struct SampleListModel::Private {
    int count = 0;
    QHash<int, QVector<SampleEntry>> pages;
    QVector<int> used; ///< loaded pages, the one that was looked at last behind
    QSet<int> asked;
    QSet<int> outdated;  ///< loaded pages that may look otherwise now
    QVector<int> missed; ///< pages that somebody looked at in vain, the newest behind
    int first = 0, last = -1;
    bool told = false;

    int pageCount() const { return (count + pageSize - 1) / pageSize; }
    bool isWanted(int page) const
    {
        if (page < 0 || page >= pageCount() || asked.contains(page))
            return false;
        const auto found = pages.constFind(page);
        return found == pages.cend() || outdated.contains(page) ||
               found->size() < std::min(pageSize, count - page * pageSize);
    }
    void use(int page)
    {
        if (!used.isEmpty() && used.last() == page)
            return;
        used.removeOne(page);
        used += page;
    }
    void drop(int page)
    {
        pages.remove(page);
        outdated.remove(page);
    }
    void clear()
    {
        pages.clear();
        used.clear();
        asked.clear();
        outdated.clear();
        missed.clear();
        told = false;
    }
};

SampleListModel::SampleListModel(QObject *parent)
    : QAbstractListModel(parent)
    , d(std::make_unique<Private>())
{}

SampleListModel::~SampleListModel() = default;

int SampleListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : d->count;
}

const SampleEntry *SampleListModel::entry(int rank) const
{
    if (rank < 0 || rank >= d->count)
        return nullptr;
    const int page = rank / pageSize;
    const auto found = d->pages.constFind(page);
    const bool isHere = found != d->pages.cend() && rank % pageSize < found->size();
    if (isHere)
        d->use(page);
    if (isHere && !d->outdated.contains(page))
        return &found->at(rank % pageSize);
    if (!d->asked.contains(page) && (d->missed.isEmpty() || d->missed.last() != page)) {
        d->missed.removeOne(page);
        d->missed += page;
        if (d->missed.size() > 4) // who scrolls fast has gone on
            d->missed.removeFirst();
    }
    if (d->isWanted(page))
        tell();
    return isHere ? &found->at(rank % pageSize) : nullptr;
}

void SampleListModel::tell() const
{
    if (std::exchange(d->told, true))
        return;
    // Not from within data(): whoever paints is not to be called back.
    auto *self = const_cast<SampleListModel *>(this);
    QMetaObject::invokeMethod(
        self, [self] { emit self->pagesWanted({}); }, Qt::QueuedConnection);
}

QVariant SampleListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SampleEntry *found = entry(index.row());
    if (role == LoadedRole)
        return found != nullptr;
    if (!found)
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
    case TitleRole:
        return found->title;
    case RowRole:
        return uint(found->row);
    case EntryRole:
        return QVariant::fromValue(*found);
    case ExcerptRole:
    case Qt::AccessibleDescriptionRole:
        return found->excerpt;
    case FactsRole: {
        QStringList facts;
        for (const QString &fact :
             {found->kind.isEmpty() ? found->source : found->kind, found->audience}) {
            if (!fact.isEmpty())
                facts += fact;
        }
        facts += found->tokens >= 0 ? tr("%1 tokens").arg(grouped(found->tokens))
                                    : tr("%1 bytes").arg(grouped(found->bytes));
        return facts.join(QStringLiteral(" · "));
    }
    case LabelRole:
        return found->label;
    case ScoreRole:
        return std::isnan(found->sortValue) ? QVariant() : QVariant(found->sortValue);
    default:
        return {};
    }
}

void SampleListModel::setVisible(int first, int last)
{
    if (first == d->first && last == d->last)
        return;
    d->first = std::max(0, first);
    d->last = std::min(last, d->count - 1);
    d->missed.clear();
    tell();
}

int SampleListModel::loadedRank(SampleRow row) const
{
    for (auto each = d->pages.cbegin(); each != d->pages.cend(); ++each) {
        for (int i = 0; i < each->size(); ++i) {
            if (each->at(i).row == row)
                return each.key() * pageSize + i;
        }
    }
    return -1;
}

void SampleListModel::reset(int count)
{
    beginResetModel();
    d->clear();
    d->count = count;
    d->first = 0;
    d->last = -1;
    endResetModel();
    if (count > 0)
        tell();
}

void SampleListModel::grow(int count)
{
    if (count <= d->count)
        return;
    // The last page may have been shorter than it is now.
    if (const int page = d->count / pageSize; d->count % pageSize != 0) {
        d->asked.remove(page);
        d->missed += page;
        tell();
    }
    beginInsertRows({}, d->count, count - 1);
    d->count = count;
    endInsertRows();
}

void SampleListModel::outdate()
{
    d->asked.clear();
    for (const int page : std::as_const(d->used))
        d->outdated.insert(page);
    if (!d->used.isEmpty())
        tell();
}

void SampleListModel::take(int page, const QVector<SampleEntry> &entries)
{
    if (page < 0 || page >= d->pageCount())
        return;
    d->asked.remove(page);
    d->outdated.remove(page);
    d->pages.insert(page, entries);
    d->use(page);
    while (d->used.size() > pagesKept)
        d->drop(d->used.takeFirst());
    const int first = page * pageSize;
    const int last = std::min(first + int(entries.size()), d->count) - 1;
    if (last >= first)
        emit dataChanged(index(first), index(last));
}

void SampleListModel::setLabel(SampleRow row, int label, bool hasNote)
{
    const int rank = loadedRank(row);
    if (rank < 0)
        return;
    SampleEntry &entry = d->pages[rank / pageSize][rank % pageSize];
    if (entry.label == label && entry.hasNote == hasNote)
        return;
    entry.label = label;
    entry.hasNote = hasNote;
    emit dataChanged(index(rank), index(rank));
}

int SampleListModel::nextWanted()
{
    d->told = false;
    const auto want = [this](int page) {
        if (!d->isWanted(page))
            return false;
        d->asked.insert(page);
        d->missed.removeOne(page);
        return true;
    };
    const int first = d->first / pageSize;
    const int last = std::max(first, d->last / pageSize);
    for (int page = first; d->last >= 0 && page <= last; ++page) {
        if (want(page))
            return page;
    }
    while (!d->missed.isEmpty()) {
        const int page = d->missed.takeLast();
        if (want(page))
            return page;
    }
    for (const int page : {last + 1, first - 1}) {
        if (want(page))
            return page;
    }
    return -1;
}

} // namespace phi1
