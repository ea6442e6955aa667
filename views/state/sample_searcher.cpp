// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/sample_searcher.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include <QElapsedTimer>

#include "core/corpora/search/label_names.h"

namespace phi1 {

namespace {

enum Kind { Open, Labels, OneLabel, Refresh, Question, Facets };

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

Column labelColumn(std::vector<std::uint32_t> values)
{
    return Column::ofCategories(std::string(columnKey::label),
                                std::vector<std::string>(labelNames.begin(), labelNames.end()),
                                std::move(values));
}

std::uint32_t valueOf(const RowLabel &label)
{
    return label.label == noLabel ? missingCount
                                  : static_cast<std::uint32_t>(label.label - firstLabel);
}

/// A question as it came.
struct Asked {
    SampleFilter filter;
    SampleOrder order;
    quint64 question = 0;
    quint64 corpus = 0;
};

} // namespace

struct SampleSearcher::Worker {
    std::optional<SampleSearch> search;
    CorpusFacts facts;
    std::shared_ptr<const CompiledFilter> filter; ///< of the last question that was understood
    std::map<SampleHash, RowLabel> labels;

    SharedCorpus snapshot() const
    {
        return std::make_shared<const CorpusSnapshot>(CorpusSnapshot{search->view(), facts});
    }
    QHash<SampleRow, RowLabel> placeLabels();
    void answer(const Asked &asked, SampleSearcher &searcher, const std::stop_token &stop);
};

/// Puts the column of labels into the search. @return what was said, by row
QHash<SampleRow, RowLabel> SampleSearcher::Worker::placeLabels()
{
    QHash<SampleRow, RowLabel> placed;
    CorpusView view = search->view();
    std::vector<std::uint32_t> values(view.rows(), missingCount);
    if (const Column *hashes = view.column(columnKey::hash); hashes && !labels.empty()) {
        const auto rows = std::min<std::size_t>(view.rows(), hashes->hashes().size());
        for (std::size_t row = 0; row < rows; ++row) {
            const auto found = labels.find(hashes->hashes()[row]);
            if (found == labels.end())
                continue;
            placed.insert(static_cast<SampleRow>(row), found->second);
            values[row] = valueOf(found->second);
        }
    }
    view.setColumn(labelColumn(std::move(values)));
    search->setView(std::move(view));
    return placed;
}

SampleSearcher::SampleSearcher(QObject *parent)
    : QObject(parent)
    , m_worker(std::make_unique<Worker>())
{}

SampleSearcher::~SampleSearcher()
{
    m_thread.end();
}

template<typename Function>
void SampleSearcher::hand(quint64 corpus, Function function)
{
    QMetaObject::invokeMethod(
        this,
        [this, corpus, function = std::move(function)] {
            if (corpus == m_corpus)
                function();
        },
        Qt::QueuedConnection);
}

void SampleSearcher::open(const CorpusFiles &files)
{
    close();
    m_thread.post(Open, [this, files, corpus = m_corpus](const std::stop_token &) {
        *m_worker = Worker();
        const auto made = [&]() -> Result<SampleSearch> {
            PHI1_ASSIGN(CorpusView view, CorpusView::open(files));
            return SampleSearch::open(std::move(view));
        };
        auto search = made();
        if (!search) {
            hand(corpus,
                 [this, sentence = qt(search.error().message)] { emit openFailed(sentence); });
            return;
        }
        m_worker->search.emplace(std::move(*search));
        m_worker->placeLabels(); // none: the filter of labels is understood at once
        m_worker->facts = factsOf(m_worker->search->view());
        hand(corpus, [this, opened = m_worker->snapshot()] { emit this->opened(opened); });
    });
}

void SampleSearcher::close()
{
    ++m_corpus;
    ++m_question;
    m_thread.drop();
    {
        const std::lock_guard guard(m_mutex);
        m_changedLabels.clear();
    }
    m_thread.post(Open, [this](const std::stop_token &) { *m_worker = Worker(); });
}

void SampleSearcher::refresh()
{
    m_thread.post(Refresh, [this, corpus = m_corpus](const std::stop_token &) {
        if (!m_worker->search)
            return;
        auto view = m_worker->search->view().refreshed();
        if (!view) {
            hand(corpus,
                 [this, sentence = qt(view.error().message)] { emit refreshFailed(sentence); });
            return;
        }
        CorpusFacts facts = factsOf(*view);
        if (facts == m_worker->facts)
            return;
        const bool hasGrown = facts.samples != m_worker->facts.samples;
        m_worker->facts = std::move(facts);
        m_worker->search->setView(std::move(*view));
        if (hasGrown) {
            hand(corpus, [this, labels = m_worker->placeLabels()] { emit labelsPlaced(labels); });
            m_worker->facts = factsOf(m_worker->search->view());
        }
        hand(corpus, [this, now = m_worker->snapshot()] { emit refreshed(now); });
    });
}

void SampleSearcher::setLabels(const std::vector<StoredLabel> &labels)
{
    m_thread.post(Labels, [this, labels, corpus = m_corpus](const std::stop_token &) {
        if (!m_worker->search)
            return;
        m_worker->labels.clear();
        for (const StoredLabel &each : labels)
            m_worker->labels.insert_or_assign(SampleHash{each.hash},
                                              RowLabel{each.label, qt(each.note)});
        hand(corpus, [this, placed = m_worker->placeLabels()] { emit labelsPlaced(placed); });
    });
}

void SampleSearcher::setLabel(SampleRow row, const RowLabel &label)
{
    {
        const std::lock_guard guard(m_mutex);
        m_changedLabels.emplace_back(row, label);
    }
    m_thread.post(OneLabel, [this](const std::stop_token &) {
        std::vector<std::pair<SampleRow, RowLabel>> changed;
        {
            const std::lock_guard guard(m_mutex);
            changed.swap(m_changedLabels);
        }
        const Column *hashes =
            m_worker->search ? m_worker->search->view().column(columnKey::hash) : nullptr;
        const Column *column =
            m_worker->search ? m_worker->search->view().column(columnKey::label) : nullptr;
        if (!hashes || !column)
            return;
        std::vector<std::uint32_t> values(column->counts().begin(), column->counts().end());
        for (const auto &[each, said] : changed) {
            if (each >= hashes->hashes().size() || each >= values.size())
                continue;
            m_worker->labels[hashes->hashes()[each]] = said;
            values[each] = valueOf(said);
        }
        CorpusView view = m_worker->search->view();
        view.setColumn(labelColumn(std::move(values)));
        m_worker->search->setView(std::move(view));
    });
}

quint64 SampleSearcher::ask(const SampleFilter &filter, const SampleOrder &order)
{
    const quint64 question = ++m_question;
    m_thread.drop(Facets);
    m_thread.post(Question,
                  [this, filter, order, question, corpus = m_corpus](const std::stop_token &stop) {
                      if (m_worker->search)
                          m_worker->answer({filter, order, question, corpus}, *this, stop);
                  });
    return question;
}

void SampleSearcher::Worker::answer(const Asked &asked, SampleSearcher &searcher,
                                    const std::stop_token &stop)
{
    const quint64 question = asked.question;
    const auto tell = [&, question](auto function) {
        searcher.hand(asked.corpus, [&searcher, question, function = std::move(function)] {
            if (question == searcher.m_question)
                function();
        });
    };
    const auto fail = [&](const Error &error) {
        if (error.code != ErrorCode::Cancelled)
            tell([&searcher, question, sentence = qt(error.message)] {
                emit searcher.failed(question, sentence);
            });
    };
    QElapsedTimer clock;
    clock.start();
    filter.reset();
    auto compiled = search->compile(asked.filter);
    if (!compiled)
        return fail(compiled.error());
    filter = std::make_shared<const CompiledFilter>(std::move(*compiled));
    const auto context =
        std::make_shared<const SampleContext>(SampleContext{snapshot(), filter, asked.order});
    if (asked.order == SampleOrder()) {
        auto rows = search->firstPage(*filter, firstRows, stop);
        if (!rows)
            return fail(rows.error());
        tell([&searcher, question, context, rows = std::move(*rows)] {
            emit searcher.firstFound(question, context, rows);
        });
    }
    const auto progress = [&](const SearchProgress &now) {
        tell([&searcher, question, now] {
            emit searcher.progressed(question, now.hits, now.searched, now.total);
        });
    };
    auto hits = search->run(*filter, asked.order, stop, progress);
    if (!hits)
        return fail(hits.error());
    tell([&searcher, question, context, hits = std::move(*hits), milliseconds = clock.elapsed()] {
        emit searcher.answered(question, context, hits, milliseconds);
    });
    searcher.postFacets(question);
}

void SampleSearcher::recount()
{
    postFacets(m_question);
}

void SampleSearcher::postFacets(quint64 question)
{
    m_thread.post(Facets, [this, question](const std::stop_token &stop) {
        if (!m_worker->search || !m_worker->filter)
            return;
        auto facets = m_worker->search->facets(*m_worker->filter, stop);
        if (!facets)
            return; // stopped; or what failed for the hits, which was told
        QMetaObject::invokeMethod(
            this,
            [this, question, facets = std::move(*facets)] {
                if (question == m_question)
                    emit counted(question, facets);
            },
            Qt::QueuedConnection);
    });
}

} // namespace phi1
