// SPDX-License-Identifier: GPL-3.0-or-later
// Hits and the finding of words in the view of a sample.
#include "views/sample_text/find_bar.h"
#include "views/sample_text/sample_text_view_p.h"

#include <QElapsedTimer>

#include <algorithm>
#include <functional>

namespace phi1 {
namespace {

constexpr qsizetype mostFound = 100'000;
constexpr qint64 findPortion = 1 << 20;

char folded(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + ('a' - 'A')) : byte;
}

struct FoldedHash {
    std::size_t operator()(char byte) const { return static_cast<quint8>(folded(byte)); }
};
struct FoldedEqual {
    bool operator()(char a, char b) const { return folded(a) == folded(b); }
};

} // namespace

void SampleTextViewPrivate::setCurrentHit(int index, bool show)
{
    const QVector<TextSpan> &marked = shownHits();
    currentHit = marked.isEmpty() ? -1 : std::clamp(index, 0, static_cast<int>(marked.size()) - 1);
    if (currentHit >= 0 && show) {
        reveal(marked[currentHit].end, true);
        reveal(marked[currentHit].begin, true);
    }
    q->viewport()->update();
    if (isFinding && findBar)
        findBar->setFound(currentHit, static_cast<int>(marked.size()), searchedTo >= 0);
    emit q->currentHitChanged(currentHit, static_cast<int>(marked.size()));
}

void SampleTextViewPrivate::find(const QString &text)
{
    needle = text.toUtf8();
    found.clear();
    currentHit = -1;
    searchedTo = needle.isEmpty() ? -1 : 0;
    if (needle.isEmpty())
        setCurrentHit(-1, false);
    else
        findMore(4);
    shapes.forget();
    q->viewport()->update();
    scheduleWork();
}

bool SampleTextViewPrivate::findMore(double milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    const QByteArray &text = pieces.text();
    const char *begin = text.constData();
    const char *end = begin + text.size();
    // Capitals are told apart only where some were typed.
    const bool ignoresCase =
        std::none_of(needle.begin(), needle.end(), [](char byte) { return byte != folded(byte); });
    const std::boyer_moore_horspool_searcher folding(needle.begin(), needle.end(), FoldedHash(),
                                                     FoldedEqual());
    const std::boyer_moore_horspool_searcher exact(needle.begin(), needle.end());
    const qsizetype before = found.size();
    while (searchedTo >= 0 && static_cast<double>(timer.nsecsElapsed()) < milliseconds * 1e6) {
        const char *from = begin + searchedTo;
        // A hit over the border of two portions belongs to the first one.
        const char *until = std::min(end, from + findPortion + needle.size() - 1);
        const char *hit =
            ignoresCase ? std::search(from, until, folding) : std::search(from, until, exact);
        if (hit != until) {
            found.append({hit - begin, hit - begin + needle.size()});
            searchedTo = hit - begin + needle.size();
        } else {
            searchedTo += findPortion;
        }
        if (searchedTo >= text.size() || found.size() >= mostFound)
            searchedTo = -1;
    }
    if (found.size() != before) {
        shapes.forget();
        q->viewport()->update();
    }
    if (currentHit < 0 && !found.isEmpty()) {
        // The first one from where the text is being read.
        const auto next =
            std::lower_bound(found.begin(), found.end(), anchorByte,
                             [](const TextSpan &span, qint64 byte) { return span.begin < byte; });
        setCurrentHit(next == found.end() ? 0 : static_cast<int>(next - found.begin()), true);
    } else {
        findBar->setFound(currentHit, static_cast<int>(found.size()), searchedTo >= 0);
    }
    return found.size() != before;
}

void SampleTextView::setHits(const QVector<TextSpan> &hits, bool reveal)
{
    d->hits = hits;
    if (d->isFinding)
        return;
    d->restyle();
    d->setCurrentHit(hits.isEmpty() ? -1 : 0, reveal);
}

int SampleTextView::hitCount() const
{
    return static_cast<int>(d->shownHits().size());
}

int SampleTextView::currentHit() const
{
    return d->currentHit;
}

void SampleTextView::showHit(int index)
{
    d->setCurrentHit(index, true);
}

void SampleTextView::nextHit()
{
    if (hitCount() > 0)
        d->setCurrentHit((d->currentHit + 1) % hitCount(), true);
}

void SampleTextView::previousHit()
{
    if (hitCount() > 0)
        d->setCurrentHit((d->currentHit + hitCount() - 1) % hitCount(), true);
}

void SampleTextView::openFind()
{
    if (!d->findBar) {
        d->findBar = new FindBar(this);
        connect(d->findBar, &FindBar::textChanged, this, [this](const QString &text) {
            if (d->isFinding && text.toUtf8() != d->needle)
                d->find(text);
        });
        connect(d->findBar, &FindBar::nextRequested, this, &SampleTextView::nextHit);
        connect(d->findBar, &FindBar::previousRequested, this, &SampleTextView::previousHit);
        connect(d->findBar, &FindBar::closeRequested, this, &SampleTextView::closeFind);
    }
    d->findBar->show();
    d->updateMargins();
    QString text;
    const TextSpan selected = selection();
    if (selected.end > selected.begin && selected.end - selected.begin < 200 &&
        !selectedBytes().contains('\n'))
        text = QString::fromUtf8(selectedBytes());
    if (!d->isFinding) {
        d->isFinding = true;
        d->needle.clear();
        d->find(text.isEmpty() ? d->findBar->text() : text);
    }
    d->findBar->open(text);
}

void SampleTextView::closeFind()
{
    if (!isFindOpen())
        return;
    d->findBar->hide();
    d->isFinding = false;
    d->searchedTo = -1;
    if (d->currentHit >= 0 && d->currentHit < d->found.size())
        select(d->found[d->currentHit]);
    d->found.clear();
    d->updateMargins();
    d->restyle();
    d->setCurrentHit(d->hits.isEmpty() ? -1 : 0, false);
    setFocus(Qt::OtherFocusReason);
}

bool SampleTextView::isFindOpen() const
{
    return d->isFinding;
}

} // namespace phi1
