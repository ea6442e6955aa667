// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/attention_page_p.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <QApplication>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QVBoxLayout>

#include "views/attention/attention_bar.h"
#include "views/attention/attention_layout.h"
#include "views/attention/choice_button.h"
#include "views/attention/compare_strip.h"
#include "views/attention/grid_panel.h"
#include "views/attention/head_panel.h"
#include "views/attention/prompt_chooser.h"
#include "views/attention/scores_panel.h"
#include "views/attention/series_strip.h"
#include "views/attention/text_panel.h"
#include "views/attention/view_options.h"
#include "views/attention_maps/head_grid_view.h"
#include "views/choosers/checkpoint_chooser.h"
#include "views/format/number_text.h"
#include "views/state/attention_ablation.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/state/engine_hub.h"
#include "views/state/head_score_model.h"
#include "views/state/prompt_library.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/search_field.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestFile = 4 << 20; ///< bytes; no context takes more

} // namespace

AttentionPage::Private::Private(AttentionPage &owner, PageContext &pageContext)
    : page(owner)
    , context(pageContext)
    , session(std::make_unique<AttentionSession>(pageContext.session))
{
    m_bar = new AttentionBar;
    m_grid = new GridPanel;
    m_head = new HeadPanel;
    m_scores = new ScoresPanel;
    m_text = new TextPanel;
    m_probeScores = new HeadScoreModel(this);
    buildNotices();
    m_layout = new AttentionLayout({m_bar, m_notices, m_grid, m_head, m_scores, m_text});
    auto *column = new QVBoxLayout(&owner);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_layout);
    m_prompts = new PromptChooser(context.session, *session, &owner);
    m_options = new ViewOptions(&owner);
    for (QTimer *timer : {&m_scaleTimer, &m_orderTimer, &m_curveTimer, &m_stopTimer})
        timer->setSingleShot(true);
    m_scaleTimer.setInterval(120);
    m_orderTimer.setInterval(300);
    m_curveTimer.setInterval(200);
    m_stopTimer.setInterval(250);
    addActions();
    connectBar();
    connectGrid();
    connectHead();
    connectScores();
    connectText();
    connectModes();
    connectSession();
    setLook(m_look);
    showTokens();
    showCapture();
    showSelection();
    preset();
}

AttentionPage::Private::~Private() = default;

void AttentionPage::Private::buildNotices()
{
    m_notices = new QWidget;
    auto *column = new QVBoxLayout(m_notices);
    m_compareStrip = new CompareStrip;
    m_seriesStrip = new SeriesStrip;
    m_engineBanner = new Banner(Banner::Kind::Error);
    m_engineBanner->setLinkText(tr("Restart the engine"));
    m_failureBanner = new Banner(Banner::Kind::Error);
    m_failureBanner->setLinkText(tr("Try again"));
    m_nanBanner = new Banner(Banner::Kind::Warning);
    m_nanBanner->setBold(tr("Some numbers of this model are not numbers (NaN)"));
    m_nanBanner->setPlain(tr("Rows of attention that they reach are hatched, their scores left "
                             "out."));
    for (Banner *banner : {m_engineBanner, m_failureBanner, m_nanBanner})
        banner->setClosable(false);
    for (QWidget *part : QList<QWidget *>{m_compareStrip, m_seriesStrip, m_engineBanner,
                                          m_failureBanner, m_nanBanner})
        column->addWidget(part);
    m_compareStrip->hide();
    m_seriesStrip->hide();
    Theme::instance().follow(m_notices, [column] {
        column->setContentsMargins(0, 0, 0, Theme::instance().px(8));
        column->setSpacing(Theme::instance().px(8));
    });
    connect(m_engineBanner, &Banner::linkActivated, this, [this] { session->restartEngine(); });
    connect(m_failureBanner, &Banner::linkActivated, this, [this] {
        if (m_tooLong.isEmpty())
            reload();
        else
            useBeginning();
    });
}

void AttentionPage::Private::connectBar()
{
    connect(m_bar, &AttentionBar::checkpointRequested, this,
            [this] { openChooser(AttentionSide::First, m_bar->checkpoint()->globalArea()); });
    connect(m_bar, &AttentionBar::promptRequested, this,
            [this] { m_prompts->openBelow(m_bar->prompt()->globalArea()); });
    connect(m_bar, &AttentionBar::reloadRequested, this, &Private::reload);
    connect(m_bar, &AttentionBar::optionsRequested, this, [this] {
        m_options->setLook(m_look);
        m_options->setMerge(session->merge(), static_cast<int>(session->markedHeads().size()));
        m_options->openBelow(m_bar->options());
    });
    connect(m_bar, &AttentionBar::kindChanged, this, [this](ColourScale::Kind kind) {
        MapLook look = m_look;
        look.kind = kind;
        setLook(look);
    });
    connect(m_bar, &AttentionBar::lockedChanged, this, [this](bool locked) {
        MapLook look = m_look;
        look.isLocked = locked;
        setLook(look);
    });
    connect(m_bar, &AttentionBar::quantityChanged, this, [this](AttentionBar::Quantity quantity) {
        MapLook look = m_look;
        look.quantity = quantity;
        setLook(look);
    });
    connect(m_bar, &AttentionBar::withoutFirstChanged, session.get(),
            &AttentionSession::setWithoutFirst);
    connect(m_options, &ViewOptions::lookEdited, this, &Private::setLook);
    connect(m_options, &ViewOptions::mergeChosen, session.get(), &AttentionSession::setMerge);
    connect(m_options, &ViewOptions::unmarkRequested, this,
            [this] { session->setMarkedHeads({}); });
    connect(m_layout, &AttentionLayout::stateChanged, &page, &AttentionPage::stateChanged);
    connect(m_prompts, &PromptChooser::chosen, this, &Private::usePrompt);
    connect(m_prompts, &PromptChooser::fileRequested, this, &Private::openPromptFile);
    connect(m_prompts, &PromptChooser::said, this, [this](const QString &sentence) {
        context.toasts.show(sentence, {}, {}, ToastHost::Kind::Info);
    });
    connect(m_grid, &GridPanel::beginRequested, this, &Private::begin);
}

void AttentionPage::Private::connectSession()
{
    AttentionSession *attention = session.get();
    connect(attention, &AttentionSession::captureChanged, this, [this] {
        presetShorterPrompt();
        showCapture();
        showComparison();
    });
    connect(attention, &AttentionSession::promptChanged, this, [this] {
        m_wantsToken = true;
        showCapture();
    });
    connect(attention, &AttentionSession::tokensChanged, this, [this] {
        showTokens();
        showBar();
        selectFirstToken();
    });
    connect(attention, &AttentionSession::lookChanged, this, [this] {
        showBar();
        showOrder();
        showMaps();
        showHeadTitle();
        showAblation();
    });
    connect(attention, &AttentionSession::thumbnailsReset, this, [this] {
        m_sawNan = false;
        m_grid->grid()->refreshAll();
        m_scaleTimer.start();
    });
    connect(attention, &AttentionSession::thumbnailsChanged, this,
            [this](AttentionSide side, const QVector<HeadKey> &heads) {
                if (showsProbes() || side != gridSide())
                    return;
                m_grid->grid()->refresh(heads);
                bool nan = false;
                for (const HeadKey &head : heads) {
                    const HeadThumbnail *found = session->thumbnail(side, head);
                    nan = nan || (found && found->hasNan);
                }
                if (nan && !std::exchange(m_sawNan, true))
                    showNotices();
                if (!m_scaleTimer.isActive())
                    m_scaleTimer.start();
            });
    connect(attention, &AttentionSession::selectionChanged, this, &Private::showSelection);
    connect(attention, &AttentionSession::mapChanged, this, [this] {
        showMaps();
        selectFirstToken();
    });
    connect(attention, &AttentionSession::exported, this, &Private::takeExport);
    connect(attention, &AttentionSession::stateChanged, &page, &AttentionPage::stateChanged);
    connect(attention, &AttentionSession::errorOccurred, this, [this](const QString &sentence) {
        context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
    });
    connect(&session->catalogue(), &CheckpointCatalogue::changed, this, [this] {
        preset();
        showBar();
    });
    connect(&session->catalogue(), &CheckpointCatalogue::openFailed, this,
            [this](const QString &sentence) {
                context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
            });
    connect(&session->library(), &PromptLibrary::changed, this, &Private::preset);
    connect(&session->engine(), &EngineHub::statusChanged, this, &Private::showNotices);
}

/// On the first visit: the newest finetuned checkpoint, else the newest of all, and the first
/// prompt of the library.
void AttentionPage::Private::preset()
{
    if (m_touched)
        return;
    if (session->prompt().text.isEmpty() && !session->library().prompts().isEmpty()) {
        const QVector<PromptItem> &prompts = session->library().prompts();
        const auto wanted =
            std::find_if(prompts.begin(), prompts.end(), [](const PromptItem &item) {
                return item.id == u"attention/three-small-functions"_s;
            });
        const PromptItem &item = wanted == prompts.end() ? prompts.first() : *wanted;
        m_presetPrompt = item.id;
        session->setPrompt({item.text, item.title, AttentionPrompt::Source::Library, item.id});
    }
    if (!session->capture(AttentionSide::First).facts.checkpoint.path.isEmpty())
        return;
    QString newest;
    for (const CheckpointChoice &choice : session->catalogue().choices()) {
        if (choice.isMissing)
            continue;
        if (choice.stage == u"finetuned"_s) {
            newest = choice.path;
            break;
        }
        if (newest.isEmpty())
            newest = choice.path;
    }
    if (!newest.isEmpty())
        session->setCheckpoint(AttentionSide::First, newest);
}

/// Small models have a small context: a prompt that nobody chose gives way to one that fits.
void AttentionPage::Private::presetShorterPrompt()
{
    const int room = session->capture(AttentionSide::First).facts.context;
    if (m_touched || m_presetPrompt.isEmpty() || session->prompt().id != m_presetPrompt ||
        room <= 0 || session->promptProblem().isEmpty())
        return;
    m_presetPrompt.clear();
    for (const PromptItem &item : session->library().prompts()) {
        // A token stands for one character at least, and for about two in code.
        if (item.builtin && item.text.size() <= room && item.text.startsWith(u"def "_s)) {
            session->setPrompt({item.text, item.title, AttentionPrompt::Source::Library, item.id});
            return;
        }
    }
}

QString AttentionPage::Private::checkpointName(AttentionSide side) const
{
    const CheckpointChoice &choice = session->capture(side).facts.checkpoint;
    if (choice.path.isEmpty())
        return {};
    return choice.step >= 0 ? tr("%1, step %2").arg(choice.name, grouped(choice.step))
                            : choice.name;
}

void AttentionPage::Private::showChoice(ChoiceButton *button, const AttentionCaptureInfo &info)
{
    const CheckpointChoice &choice = info.facts.checkpoint;
    const RunInfo *run = context.session.runs()->find(choice.runId);
    const Theme &theme = Theme::instance();
    QColor color;
    if (!choice.path.isEmpty())
        color = run && run->annotation.colourSlot >= 0 ? theme.runColor(run->annotation.colourSlot)
                                                       : theme.color(Theme::Token::Axis);
    button->setSwatch(color);
    button->setChoice(choice.name, choice.step >= 0 ? tr("step %1").arg(grouped(choice.step))
                                                    : info.facts.dtype);
}

void AttentionPage::Private::showBar()
{
    m_setting = true;
    showChoice(m_bar->checkpoint(), session->capture(AttentionSide::First));
    const AttentionPrompt &prompt = session->prompt();
    const qsizetype tokens = session->tokens().size();
    QString title = prompt.title;
    if (title.isEmpty() && !prompt.text.isEmpty())
        title = prompt.text.left(80).simplified();
    m_bar->prompt()->setChoice(
        title, tokens > 0 ? tr("%n tokens", nullptr, static_cast<int>(tokens)) : QString());
    m_bar->prompt()->setProblem(session->promptProblem());
    m_bar->setWithoutFirst(session->isWithoutFirst());
    const QString problem = session->hasSecond() ? session->differenceProblem()
                                                 : tr("Compare with a second checkpoint first");
    m_bar->setDifferencePossible(problem.isEmpty(), problem);
    m_setting = false;
    updateActions();
}

void AttentionPage::Private::showCapture()
{
    const AttentionCaptureInfo &info = session->capture(AttentionSide::First);
    showBar();
    showShape();
    const bool hasCheckpoint = !info.facts.checkpoint.path.isEmpty();
    const double unknown = std::numeric_limits<double>::quiet_NaN();
    if (showsProbes()) {
        m_grid->showGrid();
    } else if (!hasCheckpoint) {
        m_grid->showEmpty(tr("All heads of a checkpoint stand here, layer by layer."),
                          tr("Choose a checkpoint…"));
    } else if (session->prompt().text.isEmpty()) {
        m_grid->showEmpty(tr("Heads look at a text: none is chosen."), tr("Choose a prompt…"));
    } else if (const QString problem = session->promptProblem(); !problem.isEmpty()) {
        m_grid->showEmpty(problem, tr("Choose another prompt…"));
    } else if (m_shownLayers > 0) {
        m_grid->showGrid();
        takeFocus();
    } else if (info.state == AttentionState::Failed) {
        m_grid->showEmpty(info.sentence,
                          m_tooLong.isEmpty()
                              ? tr("Try again")
                              : tr("Use the first %1 tokens").arg(grouped(info.facts.context)));
    } else if (info.state == AttentionState::Loading) {
        m_grid->showLoading(tr("Loading %1").arg(checkpointName(AttentionSide::First)), unknown);
    } else {
        m_grid->showLoading(tr("Reading the prompt"),
                            info.state == AttentionState::Capturing ? info.progress : unknown);
    }
    showMaps();
    showNotices();
    showTitle();
}

void AttentionPage::Private::showNotices()
{
    const EngineProcess &engine = session->engine().process();
    const AttentionCaptureInfo &first = session->capture(AttentionSide::First);
    const AttentionCaptureInfo &second = session->capture(AttentionSide::Second);
    const bool died = engine.state() == EngineProcess::State::Died;
    m_engineBanner->setBold(died ? engine.sentence() : QString());
    m_engineBanner->setVisible(died);
    // Where the grid is empty, the sentence stands in its place.
    const bool failed = !died && first.state == AttentionState::Failed && m_shownLayers > 0 &&
                        session->promptProblem().isEmpty();
    if (first.state != AttentionState::Failed)
        m_tooLong.clear();
    m_failureBanner->setBold(failed ? first.sentence : QString());
    m_failureBanner->setPlain(m_tooLong.isEmpty() ||
                                      session->prompt().source != AttentionPrompt::Source::Sample
                                  ? QString()
                                  : tr("Training samples have one token more than the context: the "
                                       "last one is only predicted."));
    m_failureBanner->setLinkText(
        m_tooLong.isEmpty() ? tr("Try again")
                            : tr("Use the first %1 tokens").arg(grouped(first.facts.context)));
    m_failureBanner->setVisible(failed);
    if (first.state == AttentionState::Failed && !died)
        countPrompt();
    m_nanBanner->setVisible(m_sawNan || !first.isFinite ||
                            (session->hasSecond() && !second.isFinite));
    m_notices->setVisible(died || failed || !m_nanBanner->isHidden() || m_comparing || m_alongRun);
}

QString AttentionPage::Private::facts() const
{
    const AttentionCaptureInfo &info = session->capture(AttentionSide::First);
    if (showsProbes())
        return tr("%1 heads · as the run wrote them").arg(grouped(m_shownLayers * m_shownHeads));
    QStringList facts;
    if (info.layers > 0)
        facts << tr("%1 heads").arg(grouped(qint64(info.layers) * info.heads));
    switch (info.state) {
    case AttentionState::Loading:
        facts << tr("loading");
        break;
    case AttentionState::Capturing:
        facts << tr("capturing, %1").arg(percent(info.progress, 0));
        break;
    case AttentionState::Ready:
        if (!qIsNaN(info.seconds))
            facts << tr("captured in %1").arg(duration(info.seconds));
        break;
    case AttentionState::Failed:
        facts << tr("not captured");
        break;
    case AttentionState::Empty:
        break;
    }
    if (info.state == AttentionState::Ready && !info.facts.dtype.isEmpty())
        facts << info.facts.dtype;
    return facts.join(u" · "_s);
}

void AttentionPage::Private::showTitle()
{
    updateActions();
    emit page.factsChanged();
}

void AttentionPage::Private::usePrompt(const AttentionPrompt &prompt)
{
    m_touched = true;
    m_focused = false; // on to the heads
    session->setPrompt(prompt);
}

/// Whether a capture failed because its text is longer than the context: then its beginning is
/// offered.
void AttentionPage::Private::countPrompt()
{
    const AttentionCaptureInfo &info = session->capture(AttentionSide::First);
    const QString text = session->prompt().text;
    if (info.facts.modelId.isEmpty() || info.facts.context <= 0 || text == m_counted)
        return;
    m_counted = text;
    session->engine().client().tokenize(
        info.facts.modelId, text, this, [this, text](const EngineResult<TokenizedText> &answer) {
            const AttentionCaptureInfo &now = session->capture(AttentionSide::First);
            if (!answer || text != session->prompt().text || now.state != AttentionState::Failed ||
                answer->ids.size() <= now.facts.context)
                return;
            QByteArray beginning;
            for (int token = 0; token < now.facts.context && token < answer->pieces.size(); ++token)
                beginning += answer->pieces[token];
            m_tooLong = QString::fromUtf8(beginning);
            // A character that was cut in two is none.
            while (m_tooLong.endsWith(QChar::ReplacementCharacter))
                m_tooLong.chop(1);
            showCapture();
        });
}

void AttentionPage::Private::useBeginning()
{
    AttentionPrompt prompt = session->prompt();
    prompt.text = std::exchange(m_tooLong, QString());
    session->setPrompt(prompt);
}

void AttentionPage::Private::openChooser(AttentionSide side, const QRect &area)
{
    const PaneFacts &facts = session->capture(side).facts;
    auto *chooser = new CheckpointChooser(session->catalogue(), facts.checkpoint.path,
                                          facts.wantedDtype, &page);
    connect(chooser, &CheckpointChooser::chosen, this, [this, side](const QString &path) {
        m_touched = true;
        m_focused = false; // on to the heads
        session->setCheckpoint(side, path);
    });
    connect(chooser, &CheckpointChooser::dtypeChosen, this,
            [this, side](PaneDtype dtype) { session->setDtype(side, dtype); });
    connect(chooser, &CheckpointChooser::openRequested, this, [this, side] { openFolder(side); });
    chooser->openBelow(area);
}

void AttentionPage::Private::openFolder(AttentionSide side)
{
    auto *dialog = new QFileDialog(&page, tr("Open a checkpoint"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this, side](const QString &folder) {
        connect(
            &session->catalogue(), &CheckpointCatalogue::opened, this,
            [this, side](const QString &path) {
                m_touched = true;
                session->setCheckpoint(side, path);
            },
            Qt::SingleShotConnection);
        session->catalogue().open(folder);
    });
    dialog->open();
}

void AttentionPage::Private::openPromptFile()
{
    auto *dialog = new QFileDialog(&page, tr("Open a text"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Python (*.py)"), tr("Text (*.txt *.md)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        QFile file(path);
        const QString name = QFileInfo(path).fileName();
        QString problem;
        QByteArray bytes;
        if (!file.open(QIODevice::ReadOnly))
            problem =
                tr("%1 cannot be read: %2; choose another file.").arg(name, file.errorString());
        else if (bytes = file.read(longestFile + 1); bytes.size() > longestFile)
            problem = tr("%1 has more than 4 MiB, and no context takes as much; choose a shorter "
                         "file.")
                          .arg(name);
        else if (bytes.isEmpty())
            problem = tr("%1 is empty; choose a file with text.").arg(name);
        if (!problem.isEmpty()) {
            context.toasts.show(problem, {}, {}, ToastHost::Kind::Error);
            return;
        }
        AttentionPrompt prompt;
        prompt.text = QString::fromUtf8(bytes);
        prompt.title = name;
        usePrompt(prompt);
    });
    dialog->open();
}

void AttentionPage::Private::begin()
{
    const AttentionCaptureInfo &info = session->capture(AttentionSide::First);
    if (info.facts.checkpoint.path.isEmpty()) {
        if (session->catalogue().choices().isEmpty())
            openFolder(AttentionSide::First);
        else
            openChooser(AttentionSide::First, m_bar->checkpoint()->globalArea());
    } else if (session->prompt().text.isEmpty() || !session->promptProblem().isEmpty()) {
        m_prompts->openBelow(m_bar->prompt()->globalArea());
    } else if (!m_tooLong.isEmpty()) {
        useBeginning();
    } else {
        reload();
    }
}

void AttentionPage::Private::reload()
{
    if (session->engine().process().state() == EngineProcess::State::Died) {
        session->restartEngine();
        return;
    }
    for (const AttentionSide side : {AttentionSide::First, AttentionSide::Second}) {
        const QString path = session->capture(side).facts.checkpoint.path;
        if (path.isEmpty())
            continue;
        session->setCheckpoint(side, {});
        session->setCheckpoint(side, path);
    }
}

QList<QWidget *> AttentionPage::Private::panels() const
{
    if (m_layout->pageWidth() == PageWidth::Narrow)
        return {m_bar, m_grid, m_head, m_text};
    return {m_bar, m_grid, m_head, m_scores, m_text};
}

void AttentionPage::Private::focusSearch()
{
    m_scores->showCurves(false);
    m_scores->filter()->setFocus(Qt::ShortcutFocusReason);
}

void AttentionPage::Private::fitWidth()
{
    const Theme &theme = Theme::instance();
    const PageWidth width =
        pageWidth(page.window()->width() - (page.isWindow() ? 0 : theme.px(76)));
    m_bar->setPageWidth(width);
    if (width == m_layout->pageWidth())
        return;
    m_layout->setPageWidth(width);
    // The inspector has the title.
    m_scores->panel()->setTitle(width == PageWidth::Narrow ? QString() : tr("Scores"));
    showMaps();
    emit page.inspectorTitleChanged();
}

void AttentionPage::Private::onShown(bool shown)
{
    m_shown = shown;
    takeFocus();
    wantTab();
}

/// The arrows walk the heads from the first sight of them on.
void AttentionPage::Private::takeFocus()
{
    if (m_focused || !m_shown || !m_grid->grid()->isVisible() || QApplication::activePopupWidget())
        return;
    m_focused = true;
    // Nobody who types is interrupted.
    if (!qobject_cast<QLineEdit *>(QApplication::focusWidget()))
        m_grid->grid()->setFocus(Qt::OtherFocusReason);
}

QVariantMap AttentionPage::Private::saveState() const
{
    return {{u"session"_s, session->state()},
            {u"layout"_s, m_layout->saveState()},
            {u"scores"_s, m_scores->saveState()},
            {u"look"_s, m_look.saved()},
            {u"cells"_s, m_grid->sizeFollows() ? 0 : m_grid->cellSize()},
            {u"sort"_s,
             m_grid->sortedScore() < 0 ? QString() : attentionScores()[m_grid->sortedScore()].key},
            {u"tab"_s, static_cast<int>(m_text->tab())},
            {u"direction"_s, static_cast<int>(m_text->direction())},
            {u"arcs"_s, m_text->arcCount()}};
}

void AttentionPage::Private::restoreState(const QVariantMap &state)
{
    m_layout->restoreState(state.value(u"layout"_s).toMap());
    m_scores->restoreState(state.value(u"scores"_s).toMap());
    if (const QVariantMap kept = state.value(u"session"_s).toMap(); !kept.isEmpty()) {
        session->restoreState(kept);
        m_touched = !session->capture(AttentionSide::First).facts.checkpoint.path.isEmpty();
        m_comparing = session->hasSecond();
        m_compareStrip->setVisible(m_comparing);
    }
    setLook(MapLook::restored(state.value(u"look"_s).toMap()));
    if (const int cells = state.value(u"cells"_s).toInt(); cells > 0)
        m_grid->setCellSize(cells);
    m_grid->setSortedScore(attentionScoreIndex(state.value(u"sort"_s).toString()));
    const int tab = state.value(u"tab"_s).toInt();
    if (tab > 0 && tab <= static_cast<int>(TextPanel::Tab::Ablation))
        m_text->setTab(static_cast<TextPanel::Tab>(tab));
    if (state.value(u"direction"_s).toInt() == static_cast<int>(LookDirection::LookedAtBy))
        m_text->setDirection(LookDirection::LookedAtBy);
    if (state.contains(u"arcs"_s))
        m_text->setArcCount(std::clamp(state.value(u"arcs"_s).toInt(), 0, 32));
    showCapture();
    showComparison();
}

void AttentionPage::Private::open(const QVariantMap &arguments)
{
    if (const QString path = arguments.value(u"checkpoint"_s).toString(); !path.isEmpty()) {
        m_touched = true;
        session->setCheckpoint(AttentionSide::First, path);
    }
    if (const QString path = arguments.value(u"second"_s).toString(); !path.isEmpty()) {
        m_touched = true;
        setComparing(true);
        session->setCheckpoint(AttentionSide::Second, path);
    }
    if (const QString text = arguments.value(u"text"_s).toString(); !text.isEmpty()) {
        AttentionPrompt prompt;
        prompt.text = text;
        prompt.title = arguments.value(u"title"_s).toString();
        if (const qint64 record = arguments.value(u"record"_s).toLongLong(); record > 0) {
            prompt.source = AttentionPrompt::Source::Completion;
            prompt.record = record;
        } else if (const QString run = arguments.value(u"run"_s).toString(); !run.isEmpty()) {
            prompt.source = AttentionPrompt::Source::Sample;
            prompt.id = run;
            prompt.step = arguments.value(u"step"_s, -1).toLongLong();
            prompt.document = arguments.value(u"document"_s, -1).toInt();
        }
        usePrompt(prompt);
    } else if (const QString run = arguments.value(u"run"_s).toString(); !run.isEmpty()) {
        // The page has its place only once it is shown.
        const qint64 step = arguments.value(u"step"_s, -1).toLongLong();
        QTimer::singleShot(0, this, [this, run, step] {
            m_prompts->openSamples(m_bar->prompt()->globalArea(), run, step);
        });
    }
    if (const QString id = arguments.value(u"prompt"_s).toString(); !id.isEmpty())
        if (const PromptItem *item = session->library().find(id))
            usePrompt({item->text, item->title, AttentionPrompt::Source::Library, id});
    if (const QString run = arguments.value(u"series"_s).toString(); !run.isEmpty())
        startSeries(run);
    if (arguments.contains(u"layer"_s) && arguments.contains(u"head"_s))
        selectHead({arguments.value(u"layer"_s).toInt(), arguments.value(u"head"_s).toInt()});
}

} // namespace phi1
