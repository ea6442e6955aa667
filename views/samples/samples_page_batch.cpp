// SPDX-License-Identifier: GPL-3.0-or-later
// The documents that a step of a run was trained on, in place of what was found in a corpus.
#include "views/samples/samples_page_p.h"

#include <QListView>
#include <QStackedWidget>

#include "views/sample_text/sample_text_view.h"
#include "views/samples/batch_panel.h"
#include "views/samples/near_pane.h"
#include "views/samples/sample_list_panel.h"
#include "views/samples/sample_panel.h"
#include "views/samples/samples_layout.h"
#include "views/state/run_table_model.h"
#include "views/state/sample_loss.h"
#include "views/state/workspace_session.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QString runTitle(const WorkspaceSession &session, const QString &runId)
{
    const RunInfo *run = session.runs()->find(runId);
    return run ? run->title : runId.section(u'/', -1);
}

} // namespace

void SamplesPage::Private::openBatch(const QString &runId, qint64 step)
{
    m_sample->flushNote();
    session.loss().cancel();
    m_lossTimer.stop();
    m_sample->setLossBusy(false);
    showSecond(false);
    m_batch = std::make_unique<BatchList>(context.session);
    connect(m_batch.get(), &BatchList::changed, this, &Private::showBatch);
    connect(m_batch.get(), &BatchList::lossChanged, this, [this] {
        showBatch();
        showDocument(m_documents->currentDocument());
    });
    m_documents->setBatch(m_batch.get());
    m_lists->setCurrentWidget(m_documents);
    m_layout->setFindingShown(false);
    m_sample->setSampleParts(false);
    m_shown = {};
    m_sample->setPage(nullptr);
    m_batch->open(runId, step);
    showBatch();
    updateActions();
    emit page.factsChanged();
}

void SamplesPage::Private::closeBatch()
{
    if (!m_batch)
        return;
    m_documents->setBatch(nullptr);
    m_batch.reset();
    m_lists->setCurrentWidget(m_list);
    m_layout->setFindingShown(true);
    m_sample->setSampleParts(true);
    m_sample->text()->clearLoss();
    m_shown = {};
    showCurrent();
    if (const SamplePage *sample = session.page())
        showSample(*sample);
    updateActions();
    emit page.factsChanged();
}

/// The sample of a corpus that the shown document is.
void SamplesPage::Private::openInCorpus()
{
    const int index = m_documents->currentDocument();
    if (!m_batch || index < 0)
        return;
    const BatchDocument document = m_batch->document(index);
    if (document.indexInSource < 0 || !session.corpora().contains(document.source))
        return;
    open({{u"corpus"_s, document.source}, {u"row"_s, document.indexInSource}});
}

void SamplesPage::Private::showBatch()
{
    if (!m_batch)
        return;
    m_documents->showBatch(runTitle(context.session, m_batch->run()));
    emit page.factsChanged();
}

void SamplesPage::Private::showDocument(int index)
{
    if (!m_batch || index < 0 || index >= m_batch->rowCount())
        return;
    const BatchDocument &document = m_batch->document(index);
    const auto sample = std::make_shared<Sample>();
    sample->row = static_cast<SampleRow>(index);
    sample->text = document.text.toStdString();
    sample->hash = hashOfSample(sample->text);
    sample->origin.title = document.title.toStdString();
    sample->origin.source = document.source.toStdString();
    m_shown = {};
    m_shown.sample = sample;
    m_sample->setDocument(m_shown, index, m_batch->rowCount(),
                          document.indexInSource >= 0 &&
                              session.corpora().contains(document.source));
    SampleTextView *view = m_sample->text();
    if (document.losses.isEmpty()) {
        view->clearLoss();
    } else {
        SampleLossMap map;
        map.tokens = document.pieces;
        map.loss = document.losses;
        map.checkpoint = m_batch->checkpoint();
        map.mean = document.loss;
        for (const float value : document.losses)
            map.predicted += value == value ? 1 : 0;
        map.sentence = tr("as in training: within its sequence");
        view->setLoss(map);
        view->setTint(SampleTextView::Tint::Loss);
    }
    if (!document.pieces.isEmpty())
        view->setTokens(document.pieces);
    else if (view->areTokensShown())
        showTokens(true);
    updateActions();
}

} // namespace phi1
