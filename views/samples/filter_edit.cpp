// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/filter_edit.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>
#include <QStringList>

#include "core/corpora/search/label_names.h"
#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"

namespace phi1 {
inline namespace filter_edit {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype namesInChip = 3;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(phi1::FilterEdit)
};

template<typename Filters>
auto find(Filters &filters, const QString &column)
{
    return std::find_if(
        filters.begin(), filters.end(),
        [key = column.toStdString()](const auto &one) { return one.column == key; });
}

QString figure(double value)
{
    return std::fabs(value) < 10000 && value == std::round(value)
               ? grouped(static_cast<qint64>(value))
               : axisTick(value);
}

} // namespace

const NumberFilter *numberFilter(const SampleFilter &filter, const QString &column)
{
    const auto found = find(filter.numbers, column);
    return found == filter.numbers.end() ? nullptr : &*found;
}

const CategoryFilter *categoryFilter(const SampleFilter &filter, const QString &column)
{
    const auto found = find(filter.categories, column);
    return found == filter.categories.end() ? nullptr : &*found;
}

void setNumberFilter(SampleFilter &filter, const QString &column, double low, double high)
{
    const auto found = find(filter.numbers, column);
    const bool open = std::isinf(low) && std::isinf(high);
    if (found != filter.numbers.end()) {
        if (open) {
            filter.numbers.erase(found);
        } else {
            found->low = low;
            found->high = high;
        }
    } else if (!open) {
        filter.numbers.push_back({column.toStdString(), low, high, false});
    }
}

void setWithMissing(SampleFilter &filter, const QString &column, bool pass)
{
    if (const auto found = find(filter.numbers, column); found != filter.numbers.end())
        found->withMissing = pass;
}

bool passesName(const SampleFilter &filter, const QString &column, const QString &name)
{
    const CategoryFilter *found = categoryFilter(filter, column);
    return found && std::find(found->names.begin(), found->names.end(), name.toStdString()) !=
                        found->names.end();
}

void setNamePasses(SampleFilter &filter, const QString &column, const QString &name, bool pass)
{
    if (pass == passesName(filter, column, name))
        return;
    const auto found = find(filter.categories, column);
    if (!pass) {
        found->names.erase(std::find(found->names.begin(), found->names.end(), name.toStdString()));
        if (found->names.empty())
            filter.categories.erase(found);
    } else if (found != filter.categories.end()) {
        found->names.push_back(name.toStdString());
    } else {
        filter.categories.push_back({column.toStdString(), {name.toStdString()}});
    }
}

void clearColumn(SampleFilter &filter, const QString &column)
{
    if (const auto found = find(filter.numbers, column); found != filter.numbers.end())
        filter.numbers.erase(found);
    if (const auto found = find(filter.categories, column); found != filter.categories.end())
        filter.categories.erase(found);
}

void clearFacets(SampleFilter &filter)
{
    filter.numbers.clear();
    filter.categories.clear();
    filter.withoutNearDuplicates = false;
}

int facetCount(const SampleFilter &filter)
{
    return static_cast<int>(filter.numbers.size() + filter.categories.size()) +
           (filter.withoutNearDuplicates ? 1 : 0);
}

QString rangeText(double low, double high)
{
    if (std::isinf(low))
        return Words::tr("at most %1").arg(figure(high));
    if (std::isinf(high))
        return Words::tr("at least %1").arg(figure(low));
    return Words::tr("%1 to %2").arg(figure(low), figure(high));
}

QString nameText(const QString &column, const QString &name)
{
    if (name.isEmpty())
        return Words::tr("none");
    if (column.toStdString() == columnKey::label) {
        const auto found = std::find(labelNames.begin(), labelNames.end(), name.toStdString());
        if (found != labelNames.end())
            return labelText(firstLabel + static_cast<int>(found - labelNames.begin()));
    }
    return shownLine(name, 120);
}

QVector<FilterChip> filterChips(const SampleFilter &filter)
{
    QVector<FilterChip> chips;
    for (const CategoryFilter &one : filter.categories) {
        const QString column = QString::fromStdString(one.column);
        QStringList names;
        for (const std::string &name : one.names)
            names << nameText(column, QString::fromStdString(name));
        QString text = QStringList(names.mid(0, namesInChip)).join(u", "_s);
        if (names.size() > namesInChip)
            text =
                Words::tr("%1 and %n more", nullptr, static_cast<int>(names.size() - namesInChip))
                    .arg(text);
        chips.append({column, Words::tr("%1: %2").arg(columnTitle(column), text)});
    }
    for (const NumberFilter &one : filter.numbers) {
        const QString column = QString::fromStdString(one.column);
        const QString range = rangeText(one.low, one.high);
        chips.append({column, Words::tr("%1: %2").arg(
                                  columnTitle(column),
                                  one.withMissing ? Words::tr("%1 or none").arg(range) : range)});
    }
    if (filter.withoutNearDuplicates)
        chips.append({QString(), Words::tr("Without near-duplicates")});
    return chips;
}

void removeChip(SampleFilter &filter, const FilterChip &chip)
{
    if (chip.column.isEmpty())
        filter.withoutNearDuplicates = false;
    else
        clearColumn(filter, chip.column);
}

} // namespace filter_edit
} // namespace phi1
