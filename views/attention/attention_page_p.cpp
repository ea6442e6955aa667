// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/attention_page_p.h"

#include <utility>

#include <QApplication>
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
#include "views/state/checkpoint_catalogue.h"
#include "views/state/engine_hub.h"
#include "views/state/head_score_model.h"
#include "views/state/prompt_library.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/banner.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/search_field.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

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
    connectWorker();
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

} // namespace phi1
