// SPDX-License-Identifier: GPL-3.0-or-later
// What tokenizers and models make of the text.
#include "views/samples/samples_page_p.h"

#include <QActionGroup>
#include <QFileDialog>
#include <QMenu>

#include "views/format/number_text.h"
#include "views/sample_text/sample_text_view.h"
#include "views/samples/batch_panel.h"
#include "views/samples/near_pane.h"
#include "views/samples/sample_panel.h"
#include "views/samples/samples_layout.h"
#include "views/state/sample_loss.h"
#include "views/widgets/action_button.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRuns = 20;  ///< of a menu
constexpr int mostSteps = 30; ///< of a run's submenu

QString stepName(const CheckpointChoice &choice)
{
    return choice.step >= 0 ? SamplesPage::tr("step %1").arg(grouped(choice.step)) : choice.name;
}

QString shortName(const CheckpointChoice &choice)
{
    return choice.step >= 0 ? SamplesPage::tr("%1, %2").arg(choice.name, stepName(choice))
                            : choice.name;
}

} // namespace

CheckpointCatalogue &SamplesPage::Private::catalogue()
{
    if (!m_catalogue) {
        m_catalogue = std::make_unique<CheckpointCatalogue>(context.session);
        connect(m_catalogue.get(), &CheckpointCatalogue::openFailed, this,
                [this](const QString &sentence) {
                    context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
                });
    }
    return *m_catalogue;
}

SampleTextView *SamplesPage::Private::lossView() const
{
    const bool beside = m_layout->isSecondShown() && m_near->shows() == NearPane::Shows::Loss;
    return beside ? m_near->lossText() : m_sample->text();
}

void SamplesPage::Private::showTokens(bool shown)
{
    m_sample->text()->setTokensShown(shown);
    if (!shown || !m_shown.sample)
        return;
    m_tokensRequest =
        session.requestTokens(QByteArray::fromStdString(m_shown.sample->text), m_tokenizer);
}

void SamplesPage::Private::fillTokenizerMenu(QMenu *menu)
{
    const auto take = [this](const QString &folder) {
        m_tokenizer = folder;
        if (m_sample->tokensButton()->isChecked())
            showTokens(true);
        else
            m_sample->tokensButton()->setChecked(true);
        emit page.stateChanged();
    };
    const auto add = [&](const QString &text, const QString &folder) {
        QAction *action = menu->addAction(text, this, [take, folder] { take(folder); });
        action->setCheckable(true);
        action->setChecked(folder == m_tokenizer);
    };
    add(tr("CodeGen (of phi-1)"), {});
    menu->addSeparator();
    // Checkpoints of one run share their tokenizer.
    QStringList runs;
    for (const CheckpointChoice &choice : catalogue().choices()) {
        if (choice.isMissing || (!choice.runId.isEmpty() && runs.contains(choice.runId)) ||
            runs.size() >= mostRuns)
            continue;
        runs << choice.runId;
        add(tr("Of %1").arg(choice.name), choice.path);
    }
    menu->addSeparator();
    menu->addAction(tr("A folder…"), this, [this, take] {
        auto *dialog = new QFileDialog(&page, tr("Open a tokenizer"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
        connect(dialog, &QFileDialog::fileSelected, this, take);
        dialog->open();
    });
}

void SamplesPage::Private::fillCheckpoints(
    QMenu *menu, const QString &current, const std::function<void(const CheckpointChoice &)> &take)
{
    QStringList runs;
    for (const CheckpointChoice &choice : catalogue().choices()) {
        if (choice.isMissing)
            continue;
        const auto add = [&](QMenu *to, const QString &text, const CheckpointChoice &one) {
            QAction *action = to->addAction(text, this, [take, one] { take(one); });
            action->setCheckable(true);
            action->setChecked(one.path == current);
        };
        if (choice.runId.isEmpty()) {
            add(menu, shortName(choice), choice);
            continue;
        }
        if (runs.contains(choice.runId) || runs.size() >= mostRuns)
            continue;
        runs << choice.runId;
        const QVector<CheckpointChoice> series = catalogue().ofRun(choice.runId);
        if (series.size() < 2) {
            add(menu, shortName(choice), choice);
            continue;
        }
        QMenu *steps = menu->addMenu(choice.name);
        // The newest first; of a long run as many as can be overlooked.
        const qsizetype stride = (series.size() + mostSteps - 1) / mostSteps;
        for (qsizetype i = series.size() - 1; i >= 0; i -= stride)
            add(steps, stepName(series[i]), series[i]);
    }
    if (menu->isEmpty())
        menu->addAction(tr("No checkpoint yet"))->setEnabled(false);
    menu->addSeparator();
    menu->addAction(tr("A folder…"), this, [this, take] { openFolder(take); });
}

void SamplesPage::Private::openFolder(const std::function<void(const CheckpointChoice &)> &take)
{
    auto *dialog = new QFileDialog(&page, tr("Open a checkpoint"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this, take](const QString &folder) {
        connect(
            &catalogue(), &CheckpointCatalogue::opened, this,
            [this, take](const QString &path) { take(catalogue().find(path)); },
            Qt::SingleShotConnection);
        catalogue().open(folder);
    });
    dialog->open();
}

void SamplesPage::Private::openLossMenu(QWidget *button)
{
    auto *menu = new QMenu(button);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto fill = [this, menu] {
        menu->clear();
        QAction *off = menu->addAction(tr("Off"), this, &Private::endLoss);
        off->setCheckable(true);
        off->setChecked(!m_lossOf);
        menu->addSection(tr("Loss under"));
        fillCheckpoints(menu, m_lossOf ? m_lossOf->path : QString(),
                        [this](const CheckpointChoice &choice) { chooseLoss(choice); });
        if (m_lossOf && !isBatch()) {
            QMenu *other = menu->addMenu(tr("Difference to another"));
            QAction *none = other->addAction(tr("None"), this, [this] {
                m_lossOther.reset();
                showLossButton();
                askLoss();
            });
            none->setCheckable(true);
            none->setChecked(!m_lossOther);
            other->addSeparator();
            fillCheckpoints(other, m_lossOther ? m_lossOther->path : QString(),
                            [this](const CheckpointChoice &choice) { chooseOther(choice); });
        }
    };
    fill();
    // The first look at the disk takes a moment.
    connect(&catalogue(), &CheckpointCatalogue::changed, menu, fill);
    menu->popup(button->mapToGlobal(QPoint(0, button->height())));
}

void SamplesPage::Private::chooseLoss(const CheckpointChoice &checkpoint)
{
    m_lossOf = checkpoint;
    if (m_lossOther && m_lossOther->path == checkpoint.path)
        m_lossOther.reset();
    showLossButton();
    if (isBatch())
        m_batch->measure(checkpoint);
    else
        askLoss();
}

void SamplesPage::Private::chooseOther(const CheckpointChoice &other)
{
    m_lossOther = other;
    showLossButton();
    askLoss();
}

void SamplesPage::Private::endLoss()
{
    m_lossOf.reset();
    m_lossOther.reset();
    m_lossTimer.stop();
    session.loss().cancel();
    if (m_batch)
        m_batch->cancelMeasure();
    m_sample->setLossBusy(false);
    m_sample->text()->clearLoss();
    m_near->lossText()->clearLoss();
    showLossButton();
}

void SamplesPage::Private::askLoss()
{
    m_lossTimer.stop();
    if (!m_lossOf || !m_shown.sample || isBatch())
        return;
    m_sample->setLossBusy(true);
    m_lossRequest = session.loss().request(QByteArray::fromStdString(m_shown.sample->text),
                                           *m_lossOf, m_lossOther);
}

void SamplesPage::Private::takeLoss(quint64 request, const SampleLossMap &map)
{
    if (request != m_lossRequest || !m_shown.sample || isBatch())
        return;
    m_sample->setLossBusy(false);
    SampleTextView *view = lossView();
    if (view != m_sample->text())
        view->setText(QByteArray::fromStdString(m_shown.sample->text));
    view->setLoss(map);
    view->setTint(map.otherLoss.isEmpty() ? SampleTextView::Tint::Loss
                                          : SampleTextView::Tint::Difference);
}

void SamplesPage::Private::showLossButton()
{
    if (!m_lossOf)
        m_sample->setLossText(tr("Loss"), tr("Loss of each token under a checkpoint"), false);
    else if (!m_lossOther)
        m_sample->setLossText(tr("Loss"), tr("Loss under %1").arg(shortName(*m_lossOf)), true);
    else
        m_sample->setLossText(tr("Loss ±"),
                              tr("Loss under %1 less that under %2")
                                  .arg(shortName(*m_lossOther), shortName(*m_lossOf)),
                              true);
}

} // namespace phi1
