// SPDX-License-Identifier: GPL-3.0-or-later
// What the page remembers, and what other pages open it with.
#include "views/attention/attention_page_p.h"

#include <algorithm>

#include "views/attention/attention_bar.h"
#include "views/attention/attention_layout.h"
#include "views/attention/choice_button.h"
#include "views/attention/compare_strip.h"
#include "views/attention/grid_panel.h"
#include "views/attention/prompt_chooser.h"
#include "views/attention/scores_panel.h"
#include "views/attention/text_panel.h"
#include "views/state/prompt_library.h"

namespace phi1 {

using namespace Qt::StringLiterals;

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
    // Nothing has changed from a checkpoint that is not there (any more).
    const QString sort = state.value(u"sort"_s).toString();
    m_grid->setSortedScore(sort == u"change" && !m_comparing ? -1 : attentionScoreIndex(sort));
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
