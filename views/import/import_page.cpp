// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/import/import_page.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPointer>
#include <QScrollArea>
#include <QSplitter>
#include <QTimer>

#include "views/import/history_panel.h"
#include "views/import/import_form.h"
#include "views/import/preview_panel.h"
#include "views/shell/action_registry.h"
#include "views/shell/job_strip.h"
#include "views/state/import_preview.h"
#include "views/state/samples_session.h"
#include "views/state/shell_words.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int previewDelay = 250;  ///< ms after the last key
constexpr int historyEvery = 1000; ///< ms while the import works

} // namespace

class ImportPage::Private : public QObject
{
public:
    Private(ImportPage &owner, PageContext &pageContext)
        : page(owner)
        , context(pageContext)
        , corpora(pageContext.session)
        , previewer(pageContext.session.workspace())
    {
        build();
        previewTimer.setSingleShot(true);
        previewTimer.setInterval(previewDelay);
        connect(&previewTimer, &QTimer::timeout, this, [this] {
            previewPanel->setWaiting();
            previewer.preview(form->plan());
        });
        historyTimer.setInterval(historyEvery);
        connect(&historyTimer, &QTimer::timeout, this,
                [this] { previewer.history(form->corpus()); });
        connect(form, &ImportForm::planChanged, this, [this] {
            previewTimer.start();
            refresh();
            emit page.stateChanged();
        });
        connect(form, &ImportForm::corpusChanged, this, [this](const QString &name) {
            previewer.history(name);
            refresh();
            emit page.stateChanged();
        });
        connect(&previewer, &ImportPreviewer::previewed, this,
                [this](const ImportPlan &, const ImportPreview &preview) {
                    last = preview;
                    form->show(preview);
                    previewPanel->show(preview);
                    refresh();
                });
        connect(&previewer, &ImportPreviewer::historyRead, history,
                [this](const ImportHistory &read) { history->show(read); });
        connect(&corpora, &SamplesSession::corporaChanged, this,
                [this] { form->setCorpora(corpora.corpora()); });
        connect(&context.session, &WorkspaceSession::jobQueued, this,
                [this](quint64 request, const QString &jobId, const QString &) {
                    if (request != started)
                        return;
                    started = 0;
                    status->follow(jobId);
                    historyTimer.start();
                });
        connect(&context.session, &WorkspaceSession::requestFinished, this,
                [this](quint64 request, bool ok, const QString &sentence) {
                    if (request == started && !ok) {
                        started = 0;
                        context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
                        refresh();
                    }
                });
        connect(status, &JobStrip::ended, this, [this](RunState, const QString &) {
            historyTimer.stop();
            previewer.history(form->corpus());
            refresh();
        });
        connect(status, &JobStrip::followUp, this, [this] {
            context.navigate(u"samples"_s, {{u"corpus"_s, form->corpus()}});
        });
        import = context.actions.add(u"samples-import.start"_s, tr("Import"),
                                     QKeySequence(u"Ctrl+Return"_s), tr("Import samples"), &page,
                                     [this] { start();
    });
    copy = context.actions.add(u"samples-import.copy"_s, tr("Copy the command"), QKeySequence(),
                               tr("Import samples"), &page, [this] {
                                   QApplication::clipboard()->setText(command());
                                   context.showResult(tr("Copied the command"));
                               });
    refresh();
}

    void build()
{
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    form = new ImportForm;
    scroll->setWidget(form);
    scroll->viewport()->setAutoFillBackground(false);
    form->setAutoFillBackground(false); // the panel's surface shows through
    formPanel = new Panel;
    formPanel->setHeadVisible(false);
    formPanel->setContent(scroll);
    previewPanel = new PreviewPanel;
    history = new HistoryPanel;
    status = new JobStrip(context.session);
    status->setFollowUp(tr("Show the corpus"));
    right = new QSplitter(Qt::Vertical);
    right->addWidget(previewPanel);
    right->addWidget(history);
    right->setChildrenCollapsible(false);
    right->setStretchFactor(0, 3);
    right->setStretchFactor(1, 2);
    auto *side = new QWidget;
    auto *sideLayout = new QVBoxLayout(side);
    sideLayout->setContentsMargins(0, 0, 0, 0);
    sideLayout->addWidget(right, 1);
    sideLayout->addWidget(status);
    columns = new QSplitter(Qt::Horizontal);
    columns->addWidget(formPanel);
    columns->addWidget(side);
    columns->setChildrenCollapsible(false);
    columns->setStretchFactor(0, 2);
    columns->setStretchFactor(1, 3);
    auto *layout = new QHBoxLayout(&page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(columns);
    Theme::instance().follow(&page, [this, sideLayout] {
        const Theme &theme = Theme::instance();
        formPanel->setMinimumWidth(theme.px(420));
        sideLayout->setSpacing(theme.px(8));
    });
}

/// Why it cannot be imported as it stands; empty if it can.
QString problem() const
{
    if (started != 0 || status->isWorking())
        return tr("an import is running");
    if (form->plan().inputs.isEmpty())
        return tr("add files or a folder first");
    if (form->corpus().isEmpty())
        return tr("name the corpus first");
    return last.sentence;
}

QStringList arguments() const
{
    QStringList list = form->plan().arguments();
    list << u"--workspace"_s << context.session.workspace() << u"--corpus"_s << form->corpus();
    return list;
}

QString command() const
{
    return shellLine(QStringList{u"phi1"_s} + arguments());
}

void start()
{
    if (!problem().isEmpty()) {
        context.showResult(problem());
        return;
    }
    started = context.session.startJob({.arguments = arguments(),
                                        .name = u"import-"_s + form->corpus(),
                                        .title = tr("Import into %1").arg(form->corpus())});
    refresh();
}

void refresh()
{
    const QString reason = problem();
    if (import) {
        import->setEnabled(reason.isEmpty());
        import->setToolTip(reason);
    }
    if (button)
        button->setToolTip(reason);
    emit page.factsChanged();
}

ImportPage &page;
PageContext &context;
SamplesSession corpora; ///< only for their names
ImportPreviewer previewer;
ImportPreview last;
ImportForm *form = nullptr;
Panel *formPanel = nullptr;
PreviewPanel *previewPanel = nullptr;
HistoryPanel *history = nullptr;
JobStrip *status = nullptr;
QSplitter *right = nullptr, *columns = nullptr;
QTimer previewTimer, historyTimer;
QAction *import = nullptr, *copy = nullptr;
QPointer<ActionButton> button;
quint64 started = 0; ///< request that is not in the queue yet
};                   // namespace phi1

ImportPage::ImportPage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , d(std::make_unique<Private>(*this, context))
{
    setAcceptDrops(true);
}

ImportPage::~ImportPage() = default;

QString ImportPage::facts() const
{
    return d->problem();
}

QList<QWidget *> ImportPage::headerActions()
{
    auto *copy = new ActionButton(tr("Copy the command"), u"copy"_s);
    copy->follow(d->copy);
    d->button = new ActionButton(tr("Import"), u"download"_s, ActionButton::Role::Primary);
    d->button->follow(d->import);
    d->refresh();
    return {copy, d->button};
}

QList<QWidget *> ImportPage::panels() const
{
    return {d->formPanel, d->previewPanel, d->history};
}

QVariantMap ImportPage::saveState() const
{
    return {{u"form"_s, d->form->state()},
            {u"columns"_s, d->columns->saveState()},
            {u"right"_s, d->right->saveState()}};
}

void ImportPage::restoreState(const QVariantMap &state)
{
    d->form->restore(state.value(u"form"_s).toMap());
    d->columns->restoreState(state.value(u"columns"_s).toByteArray());
    d->right->restoreState(state.value(u"right"_s).toByteArray());
}

void ImportPage::opened(const QVariantMap &arguments)
{
    d->form->setCorpora(d->corpora.corpora());
    if (const QString corpus = arguments.value(u"corpus"_s).toString(); !corpus.isEmpty())
        d->form->setCorpus(corpus);
    if (const QStringList inputs = arguments.value(u"inputs"_s).toStringList(); !inputs.isEmpty())
        d->form->addInputs(inputs);
    d->previewer.history(d->form->corpus());
}

void ImportPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void ImportPage::dropEvent(QDropEvent *event)
{
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            paths << url.toLocalFile();
    }
    d->form->addInputs(paths);
    event->acceptProposedAction();
}

} // namespace phi1
