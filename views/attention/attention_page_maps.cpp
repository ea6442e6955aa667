// SPDX-License-Identifier: GPL-3.0-or-later
// The open map, and what is said of its head.
#include "views/attention/attention_page_p.h"

#include <cmath>

#include "views/attention/attention_layout.h"
#include "views/attention/head_panel.h"
#include "views/attention_maps/colour_bar.h"
#include "views/format/number_text.h"
#include "views/state/attention_ablation.h"
#include "views/state/attention_probes.h"
#include "views/state/head_score_model.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

/// "0.91", "1.62 bits", "14 tokens".
QString scoreText(int score, float value)
{
    const QString number = decimal(value, 2);
    const QString unit = attentionScores()[score].unit;
    if (unit.isEmpty())
        return number;
    return unit == u"bits"_s ? AttentionPage::tr("%1 bits").arg(number)
                             : AttentionPage::tr("%1 tokens").arg(number);
}

} // namespace

void AttentionPage::Private::connectHead()
{
    HeadMatrixView *matrix = m_head->matrix();
    connect(matrix, &HeadMatrixView::cellHovered, this, &Private::hoverCell);
    connect(matrix, &HeadMatrixView::cellChosen, this, &Private::chooseCell);
    connect(matrix, &HeadMatrixView::pinnedChanged, session.get(), &AttentionSession::setPinned);
    connect(matrix, &HeadMatrixView::ready, this, [this] {
        showScales();
        m_head->matrix()->setDimmed(false);
    });
    connect(m_head, &HeadPanel::pinToggled, session.get(), &AttentionSession::setPinned);
    connect(m_head, &HeadPanel::fitRequested, matrix, &HeadMatrixView::fit);
    connect(m_head, &HeadPanel::exportRequested, this, &Private::openExport);
    m_head->differenceBar()->setTitle(tr("Difference"));
    connect(m_head->bar(), &ColourBar::rangeChanged, this, [this](double low, double high) {
        MapLook look = m_look;
        look.isLocked = true;
        look.low = low;
        look.high = high;
        setLook(look);
    });
    connect(m_head->differenceBar(), &ColourBar::rangeChanged, this,
            [this](double low, double high) {
                MapLook look = m_look;
                look.isLocked = true;
                look.differenceLow = low;
                look.differenceHigh = high;
                setLook(look);
            });
    for (ColourBar *bar : {m_head->bar(), m_head->differenceBar()})
        connect(bar, &ColourBar::rangeResetRequested, this, [this] {
            MapLook look = m_look;
            look.isLocked = false;
            setLook(look);
        });
}

QVector<QPair<QString, QString>> AttentionPage::Private::headFacts(HeadKey key) const
{
    QVector<QPair<QString, QString>> facts;
    const HeadScoreModel &scores = shownScores();
    for (int score = 0; score < attentionScores().size(); ++score)
        if (const float value = scores.value(key, score); !std::isnan(value))
            facts.append({attentionScores()[score].title, scoreText(score, value)});
    return facts;
}

void AttentionPage::Private::showHeadTitle()
{
    const HeadKey key = shownSelection().head;
    const bool merged = session->merge() != HeadMerge::None && session->markedHeads().size() > 1;
    if (merged) {
        const int count = static_cast<int>(session->markedHeads().size());
        m_head->setTitle(session->merge() == HeadMerge::Mean
                             ? tr("Mean of %n heads", nullptr, count)
                             : tr("Maximum of %n heads", nullptr, count));
        QStringList names;
        for (const HeadKey &marked : session->markedHeads())
            names << headName(marked);
        m_head->setCaption(names.join(u", "_s));
        return;
    }
    if (!key.isValid() || m_shownLayers == 0) {
        m_head->setTitle(tr("Head"));
        m_head->setCaption({});
        return;
    }
    m_head->setTitle(tr("Layer %1, head %2").arg(key.layer).arg(key.head));
    const HeadScoreModel &scores = shownScores();
    // What the head does most, then what all heads are judged by.
    int most = -1;
    for (const QString &name : {u"previous"_s, u"induction"_s, u"self"_s, u"bracket"_s,
                                u"definition"_s, u"return"_s, u"indentation"_s, u"docstring"_s}) {
        const int score = attentionScoreIndex(name);
        const float value = scores.value(key, score);
        if (!std::isnan(value) && (most < 0 || value > scores.value(key, most)))
            most = score;
    }
    QStringList facts;
    const auto add = [&](int score) {
        if (score < 0)
            return;
        if (const float value = scores.value(key, score); !std::isnan(value))
            facts << tr("%1 %2").arg(attentionScores()[score].title.toLower(),
                                     scoreText(score, value));
    };
    add(most);
    add(attentionScoreIndex(u"sink"_s));
    add(attentionScoreIndex(u"entropy"_s));
    if (session->hasSecond())
        add(attentionScoreIndex(u"change"_s));
    if (session->ablation().isSwitchedOff(key))
        facts.prepend(tr("switched off"));
    m_head->setCaption(facts.join(u" · "_s));
}

HeadMap AttentionPage::Private::shownMap() const
{
    if (showsProbes())
        return session->probes().map(shownSelection().head);
    return session->map(gridSide());
}

void AttentionPage::Private::showMaps()
{
    HeadMatrixView *matrix = m_head->matrix();
    QVector<MatrixMap> maps;
    QString placeholder;
    bool pending = false;
    if (showsProbes()) {
        const HeadMap map = session->probes().map(shownSelection().head);
        if (!map.isNull())
            maps.append({map, {}});
        else
            placeholder = tr("The run kept only a thumbnail of this head; pin it in the run's "
                             "configuration to keep its whole map.");
    } else {
        const bool differs = gridSide() == AttentionSide::Difference;
        const bool wide = m_layout->pageWidth() == PageWidth::Wide;
        QVector<AttentionSide> sides;
        if (!session->hasSecond())
            sides = {AttentionSide::First};
        else if (wide)
            sides = {AttentionSide::First, AttentionSide::Second, AttentionSide::Difference};
        else if (differs)
            sides = {AttentionSide::Difference};
        else
            sides = {AttentionSide::First, AttentionSide::Second};
        for (const AttentionSide side : sides) {
            const HeadMap map = session->map(side);
            pending = pending || session->isMapPending(side);
            if (map.isNull()) {
                if (placeholder.isEmpty())
                    placeholder = session->mapProblem(side);
                continue;
            }
            const QString name =
                side == AttentionSide::Difference ? tr("Difference") : checkpointName(side);
            maps.append({map, sides.size() > 1 ? name : QString()});
        }
    }
    matrix->setWithoutFirst(!showsProbes() && session->isWithoutFirst());
    if (maps.isEmpty()) {
        m_shownMaps.clear();
        if (pending) {
            matrix->setDimmed(true); // what was there stays until the next map
        } else {
            const AttentionCaptureInfo &info = session->capture(AttentionSide::First);
            if (placeholder.isEmpty() && m_shownLayers > 0 &&
                info.state == AttentionState::Capturing)
                placeholder = tr("Its layer is not captured yet.");
            matrix->clear(placeholder);
        }
    } else {
        bool same = maps.size() == m_shownMaps.size();
        for (int i = 0; same && i < maps.size(); ++i)
            same =
                maps[i].map.sharesWith(m_shownMaps[i].map) && maps[i].title == m_shownMaps[i].title;
        if (!same) {
            m_shownMaps = maps;
            matrix->setMaps(maps);
        }
        matrix->setDimmed(pending);
    }
    bool weights = maps.isEmpty(), differences = false;
    for (const MatrixMap &map : maps) {
        weights = weights || !map.map.isDifference();
        differences = differences || map.map.isDifference();
    }
    m_head->setBarsShown(weights, differences);
    showScales();
    showTextMap();
}

} // namespace phi1
