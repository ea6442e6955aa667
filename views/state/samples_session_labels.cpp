// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/samples_session_p.h"

#include <algorithm>

#include "views/format/number_text.h"

namespace phi1 {

namespace {

constexpr std::size_t deepestUndo = 1000;

} // namespace

const Column *SamplesSession::Private::hashes() const
{
    return snapshot ? snapshot->view.column(columnKey::hash) : nullptr;
}

bool SamplesSession::Private::write(SampleRow row, const RowLabel &next)
{
    const Column *known = hashes();
    const RowLabel before = labelOf(row);
    if (!known || row >= snapshot->facts.samples || next == before)
        return false;
    if (next.label != before.label) {
        ++unstored[row];
        labels->set(corpus, row, *known, next.label);
    }
    if (next.note != before.note) {
        ++unstored[row];
        labels->setNote(corpus, row, *known, next.note);
    }
    show(row, next);
    if (next.label != before.label) {
        searcher->setLabel(row, next);
        recountTimer.start();
    }
    countLabels();
    return true;
}

/// Everywhere but in the database.
void SamplesSession::Private::show(SampleRow row, const RowLabel &label)
{
    if (label == RowLabel())
        rowLabels.remove(row);
    else
        rowLabels.insert(row, label);
    list->setLabel(row, label.label, !label.note.isEmpty());
    if (page && page->sample->row == row) {
        page->label = label.label;
        page->note = label.note;
    }
    emit q->labelChanged(row, label.label, label.note);
}

/// What the database says: of this window before, or of another one now.
void SamplesSession::Private::onPlaced(const QHash<SampleRow, RowLabel> &placed)
{
    const QHash<SampleRow, RowLabel> before = rowLabels;
    for (auto each = placed.cbegin(); each != placed.cend(); ++each) {
        if (!unstored.contains(each.key()) && labelOf(each.key()) != each.value())
            show(each.key(), each.value());
    }
    for (auto each = before.cbegin(); each != before.cend(); ++each) {
        if (unstored.contains(each.key()))
            searcher->setLabel(each.key(), each.value()); // newer than what was read
        else if (!placed.contains(each.key()))
            show(each.key(), {});
    }
    if (rowLabels == before)
        return;
    countLabels();
    recountTimer.start();
}

void SamplesSession::Private::onStored(const QString &of, SampleRow row, qint64 change)
{
    if (of != corpus)
        return;
    newestChange = std::max(newestChange, change);
    if (const auto found = unstored.find(row); found != unstored.end() && --*found == 0)
        unstored.erase(found);
    if (change > 0)
        emit q->labelStored(row);
}

void SamplesSession::Private::countLabels()
{
    counts.fill(0);
    for (const RowLabel &label : std::as_const(rowLabels))
        ++counts[label.label];
    emit q->labelsChanged();
}

void SamplesSession::setLabel(SampleRow row, int label)
{
    if (label < noLabel || label > lastLabel)
        return;
    const RowLabel before = d->labelOf(row);
    RowLabel next = before;
    next.label = label;
    if (!d->write(row, next))
        return;
    d->undoStack.push_back({row, false, before, next});
    if (d->undoStack.size() > deepestUndo)
        d->undoStack.erase(d->undoStack.begin());
    emit labelsChanged();
}

void SamplesSession::setNote(SampleRow row, const QString &note)
{
    const RowLabel before = d->labelOf(row);
    RowLabel next = before;
    next.note = note;
    if (!d->write(row, next))
        return;
    d->undoStack.push_back({row, true, before, next});
    emit labelsChanged();
}

bool SamplesSession::canUndo() const
{
    return !d->undoStack.empty();
}

QString SamplesSession::undoText() const
{
    if (d->undoStack.empty())
        return {};
    const Private::Undo &last = d->undoStack.back();
    const QString number = grouped(last.row);
    if (last.isNote)
        return tr("Note of sample %1").arg(number);
    return last.after.label == noLabel
               ? tr("Label taken from sample %1").arg(number)
               : tr("Label %1 of sample %2").arg(labelText(last.after.label), number);
}

void SamplesSession::undo()
{
    if (d->undoStack.empty())
        return;
    const Private::Undo last = d->undoStack.back();
    d->undoStack.pop_back();
    // Only what it changed: the rest may have been changed since.
    RowLabel next = d->labelOf(last.row);
    if (last.isNote)
        next.note = last.before.note;
    else
        next.label = last.before.label;
    setCurrent(last.row);
    d->write(last.row, next);
    emit labelsChanged();
}

qint64 SamplesSession::labelled() const
{
    qint64 sum = 0;
    for (int label = firstLabel; label <= lastLabel; ++label)
        sum += d->counts[label];
    return sum;
}

QVector<qint64> SamplesSession::labelCounts() const
{
    return d->counts;
}

QString SamplesSession::labelProblem() const
{
    return d->labels->problem();
}

int SamplesSession::unsavedLabels() const
{
    return d->labels->unsaved();
}

} // namespace phi1
