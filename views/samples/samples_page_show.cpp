// SPDX-License-Identifier: GPL-3.0-or-later
// What the session says, shown by the parts of the page.
#include "views/samples/samples_page_p.h"

#include <cmath>

#include <QApplication>
#include <QComboBox>
#include <QSignalBlocker>

#include "core/corpora/search/sample_filter.h"
#include "views/format/number_text.h"
#include "views/sample_text/sample_text_view.h"
#include "views/samples/batch_panel.h"
#include "views/samples/facet_panel.h"
#include "views/samples/filter_chips.h"
#include "views/samples/near_pane.h"
#include "views/samples/sample_list_panel.h"
#include "views/samples/sample_list_view.h"
#include "views/samples/sample_panel.h"
#include "views/samples/sample_search_bar.h"
#include "views/samples/samples_layout.h"
#include "views/state/sample_list_model.h"
#include "views/theme/theme.h"
#include "views/widgets/banner.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

/// How figures of a column stand in the list; empty: they do not.
std::function<QString(double)> figureText(const SampleOrder &order, const CorpusFacts &facts)
{
    if (order.by != SampleOrder::By::Column)
        return {};
    const QString key = QString::fromStdString(order.column);
    const SampleColumn *column = facts.column(key);
    if (!column || column->type == ColumnType::Category)
        return {};
    if (column->type == ColumnType::Count)
        return [](double value) { return grouped(static_cast<qint64>(value)); };
    if (key.startsWith("loss."_L1))
        return [](double value) { return loss(value); };
    return [](double value) { return decimal(value, 2); };
}

} // namespace

void SamplesPage::Private::showCorpora()
{
    const QSignalBlocker blocker(m_corpora);
    m_corpora->clear();
    m_corpora->addItems(session.corpora());
    m_corpora->setCurrentText(session.corpus());
    m_corpora->setEnabled(m_corpora->count() > 0);
    chooseCorpus();
    showSearch(); // whether there is any text is known now
}

/// The corpus of last time, or the first there is.
void SamplesPage::Private::chooseCorpus()
{
    if (!session.corpus().isEmpty() || !session.areCorporaListed() || session.corpora().isEmpty())
        return;
    const QString name =
        session.corpora().contains(m_wantedCorpus) ? m_wantedCorpus : session.corpora().first();
    session.openCorpus(name);
}

void SamplesPage::Private::setFilter(const SampleFilter &filter)
{
    m_wantsFirst = true;
    m_keepsCurrent = filter.text == session.filter().text;
    session.setFilter(filter);
}

void SamplesPage::Private::showFilter()
{
    const SampleFilter &filter = session.filter();
    m_search->setQuery(filter.text);
    m_facets->setFilter(filter);
    m_chips->setFilter(filter);
    updateActions();
}

void SamplesPage::Private::showOrder()
{
    m_list->showOrder(session.order(), session.facts());
    m_list->list()->setFigureText(figureText(session.order(), session.facts()));
}

void SamplesPage::Private::showSearch()
{
    const SearchState &state = session.search();
    // Until the folder was looked at nothing is known to be missing.
    SearchState shown = state;
    if (state.stage == SearchState::Stage::Closed &&
        (!session.areCorporaListed() || !session.corpora().isEmpty()))
        shown.stage = SearchState::Stage::Opening;
    m_search->showState(state);
    m_list->showState(shown, session.facts(), !session.filter().isEmpty());
    m_facets->setStale(state.stage == SearchState::Stage::Searching);
    const bool open = state.stage != SearchState::Stage::Closed;
    m_search->setEnabled(open);
    readFirst();
    showCurrent();
    updateActions();
}

void SamplesPage::Private::readFirst()
{
    using Stage = SearchState::Stage;
    const SearchState &state = session.search();
    const bool over = state.stage == Stage::Done || state.stage == Stage::Partial;
    if (!m_wantsFirst || (!over && state.stage != Stage::Searching))
        return;
    if (over && m_keepsCurrent && session.currentRank() >= 0) {
        m_wantsFirst = false;
    } else if (over && state.found > 0 && session.list().rowCount() > 0) {
        m_wantsFirst = false;
        session.setCurrentRank(0);
    }
}

void SamplesPage::Private::showFacets()
{
    m_facets->setFilter(session.filter());
    m_facets->showFacets(session.facets(), session.facts());
    emit page.factsChanged();
}

void SamplesPage::Private::showCurrent()
{
    if (isBatch())
        return;
    m_list->list()->setCurrent(session.currentRank());
    const bool failed = session.search().stage == SearchState::Stage::Failed;
    m_sample->setRank(failed ? -1 : session.currentRank(), failed ? 0 : session.search().found);
    const SamplePage *sample = session.page();
    if (session.current() == noSample) {
        m_shown = {};
        m_sample->setPage(nullptr, session.search().stage == SearchState::Stage::Done &&
                                           session.search().found == 0
                                       ? tr("No sample passes")
                                       : QString());
        m_near->clear();
    } else if (!sample) {
        m_sample->setStale(true);
    }
    updateActions();
}

void SamplesPage::Private::showSample(const SamplePage &sample)
{
    if (isBatch())
        return;
    const bool another = !m_shown.sample || m_shown.sample->row != sample.sample->row ||
                         m_shown.sample->hash != sample.sample->hash;
    const bool sameText = !another && m_shown.hits == sample.hits;
    m_shown = sample;
    m_sample->setPage(&sample);
    m_sample->setRank(session.currentRank(), session.search().found);
    if (another) {
        m_near->clear();
        if (m_layout->isSecondShown()) {
            m_near->setSearching();
            session.requestNearDuplicates(sample.sample->row);
        }
    }
    if (!sameText) {
        // The view forgot them with the text of before.
        if (m_sample->text()->areTokensShown())
            showTokens(true);
        if (m_lossOf)
            m_lossTimer.start();
    }
    updateActions();
}

void SamplesPage::Private::showNotice()
{
    const QStringList problems = session.facts().problems;
    const bool shown = !problems.isEmpty() && problems.join(u'\n') != m_closedNotice;
    m_notice->setBold(problems.value(0));
    m_notice->setPlain(QStringList(problems.mid(1)).join(u' '));
    m_notice->setVisible(shown);
}

QString SamplesPage::Private::facts() const
{
    if (isBatch())
        return {};
    const CorpusFacts &corpus = session.facts();
    if (corpus.name.isEmpty())
        return {};
    QStringList facts{tr("%1 samples").arg(grouped(corpus.samples))};
    if (corpus.tokens >= 0) {
        const QString tokens = tr("%1 tokens").arg(siNumber(static_cast<double>(corpus.tokens)));
        facts << (corpus.tokensRows < corpus.samples
                      ? tr("%1 in the first %2").arg(tokens, grouped(corpus.tokensRows))
                      : tokens);
    } else if (corpus.bytes >= 0) {
        facts << bytes(static_cast<std::uint64_t>(corpus.bytes));
    }
    const SampleFacets &facets = session.facets();
    if (!session.filter().isEmpty() && facets.withTokens > 0)
        facts << tr("%1 tokens pass").arg(siNumber(facets.tokens));
    if (!session.activeJobs().isEmpty())
        facts << tr("%n jobs at work on it", nullptr,
                    static_cast<int>(session.activeJobs().size()));
    return tr("%1 · %2").arg(corpus.name, facts.join(u", "_s));
}

QList<QWidget *> SamplesPage::Private::panels() const
{
    QList<QWidget *> panels;
    if (isBatch())
        return {m_documents, m_sample};
    if (m_chips->isHidden())
        panels << m_facets;
    panels << m_search << m_list << m_sample;
    if (m_layout->isSecondShown())
        panels << m_near;
    return panels;
}

void SamplesPage::Private::focusSearch()
{
    if (!isBatch())
        m_search->focusField();
}

void SamplesPage::Private::fitWidth()
{
    const Theme &theme = Theme::instance();
    m_layout->setPageWidth(
        pageWidth(page.window()->width() - (page.isWindow() ? 0 : theme.px(76))));
}

/// The arrows go through the samples from the first sight of them on.
void SamplesPage::Private::takeFocus()
{
    if (std::exchange(m_focused, true) || QApplication::activePopupWidget())
        return;
    m_list->list()->setFocus(Qt::OtherFocusReason);
}

QVariantMap SamplesPage::Private::saveState() const
{
    return {{u"session"_s, session.state()},
            {u"layout"_s, m_layout->saveState()},
            {u"folds"_s, m_facets->saveState()},
            {u"wrap"_s, m_sample->text()->isWrapping()},
            {u"whitespace"_s, m_sample->text()->isWhitespaceShown()},
            {u"tokenizer"_s, m_tokenizer}};
}

void SamplesPage::Private::restoreState(const QVariantMap &state)
{
    m_layout->restoreState(state.value(u"layout"_s).toMap());
    m_facets->restoreState(state.value(u"folds"_s).toMap());
    m_sample->text()->setWrapping(state.value(u"wrap"_s, m_sample->text()->isWrapping()).toBool());
    m_sample->text()->setWhitespaceShown(state.value(u"whitespace"_s).toBool());
    m_sample->showTextOptions();
    m_tokenizer = state.value(u"tokenizer"_s).toString();
    if (const QVariantMap kept = state.value(u"session"_s).toMap(); !kept.isEmpty()) {
        session.restoreState(kept);
        m_wantsFirst = !kept.contains(u"row"_s);
    }
}

void SamplesPage::Private::open(const QVariantMap &arguments)
{
    if (const QString run = arguments.value(u"run"_s).toString(); !run.isEmpty()) {
        openBatch(run, arguments.value(u"step"_s).toLongLong());
        return;
    }
    const QString corpus = arguments.value(u"corpus"_s).toString();
    if (corpus.isEmpty())
        return;
    closeBatch();
    m_wantsFirst = true;
    m_wantedCorpus = corpus;
    if (corpus != session.corpus())
        session.openCorpus(corpus);
    const QByteArray text = arguments.value(u"filter"_s).toString().toUtf8();
    if (!text.isEmpty()) {
        const Result<Json> json = parseJson(
            std::string_view(text.data(), static_cast<std::size_t>(text.size())), "the filter");
        const Result<SampleFilter> filter =
            json ? sampleFilterFromJson(*json)
                 : Result<SampleFilter>(tl::unexpected<Error>(json.error()));
        if (filter)
            session.setFilter(*filter);
        else
            context.toasts.show(QString::fromStdString(filter.error().message), {}, {},
                                ToastHost::Kind::Error);
    }
    if (arguments.contains(u"row"_s)) {
        m_wantsFirst = false;
        session.setCurrent(arguments.value(u"row"_s).toUInt());
    }
}

} // namespace phi1
