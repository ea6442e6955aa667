// SPDX-License-Identifier: GPL-3.0-or-later
// Grid and map: what they show, in which colours, and the selection they share.
#include "views/attention/attention_page_p.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QSet>

#include "views/attention/attention_bar.h"
#include "views/attention/attention_layout.h"
#include "views/attention/grid_panel.h"
#include "views/attention/head_panel.h"
#include "views/attention/scores_panel.h"
#include "views/attention/series_strip.h"
#include "views/attention/text_panel.h"
#include "views/attention_maps/colour_bar.h"
#include "views/attention_maps/head_grid_view.h"
#include "views/attention_text/attention_text_view.h"
#include "views/attention_text/rollout_strip.h"
#include "views/attention_text/score_curves.h"
#include "views/attention_text/score_table.h"
#include "views/attention_text/target_list.h"
#include "views/format/number_text.h"
#include "views/state/attention_ablation.h"
#include "views/state/attention_probes.h"
#include "views/state/head_score_model.h"
#include "views/theme/theme.h"
#include "views/widgets/panel.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int quantileShares = 255;
constexpr double leastWeight = 1e-6; ///< that a colour bar's range can begin with

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

void AttentionPage::Private::connectGrid()
{
    HeadGridView *grid = m_grid->grid();
    grid->setThumbnailSource([this](HeadKey key) { return thumbnail(key); });
    grid->setFactSource([this](HeadKey key) { return headFacts(key); });
    connect(grid, &HeadGridView::currentHeadChanged, this, &Private::selectHead);
    connect(grid, &HeadGridView::headActivated, this, [this](HeadKey key) {
        selectHead(key);
        m_layout->showTab(AttentionLayout::Tab::Head);
        m_head->matrix()->setFocus(Qt::OtherFocusReason);
    });
    connect(grid, &HeadGridView::chosenHeadsChanged, session.get(),
            &AttentionSession::setMarkedHeads);
    connect(grid, &HeadGridView::switchOffRequested, this, [this](HeadKey key) {
        selectHead(key);
        toggleSwitchedOff();
    });
    connect(grid, &HeadGridView::headHovered, this,
            [this](HeadKey key) { m_scores->curves()->setHoveredHead(key); });
    connect(grid, &HeadGridView::visibleHeadsChanged, session.get(),
            &AttentionSession::setVisibleHeads);
    connect(grid, &HeadGridView::cellSizeChanged, this, &Private::showCellSize);
    connect(m_grid, &GridPanel::cellSizeChanged, this, [this] {
        showCellSize();
        emit page.stateChanged();
    });
    connect(m_grid, &GridPanel::sortedScoreChanged, this, [this] {
        showOrder();
        emit page.stateChanged();
    });
    connect(m_grid, &GridPanel::exportRequested, this, &Private::openExport);
    connect(&m_scaleTimer, &QTimer::timeout, this, &Private::showScales);
    connect(&m_orderTimer, &QTimer::timeout, this, &Private::showOrder);
}

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
    m_head->bar()->setLimits(leastWeight, 1);
    m_head->differenceBar()->setLimits(leastWeight, 1);
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

AttentionSide AttentionPage::Private::gridSide() const
{
    return m_look.quantity == MapLook::Quantity::Difference && session->hasSecond()
               ? AttentionSide::Difference
               : AttentionSide::First;
}

void AttentionPage::Private::setLook(const MapLook &look)
{
    MapLook next = look;
    if (next.isLocked && !m_look.isLocked) {
        // What is locked is what is seen, unless the range is what was changed.
        const ColourScale &weights = m_head->bar()->scale();
        if (next.low == m_look.low && next.high == m_look.high && weights.high > weights.low &&
            m_look.quantity == MapLook::Quantity::Weights) {
            next.low = weights.low;
            next.high = weights.high;
        }
        const ColourScale &difference = m_head->differenceBar()->scale();
        if (next.differenceLow == m_look.differenceLow &&
            next.differenceHigh == m_look.differenceHigh && difference.isSigned() &&
            session->hasSecond()) {
            next.differenceLow = difference.low;
            next.differenceHigh = difference.high;
        }
    }
    const bool changed = !(next == m_look);
    m_look = next;
    m_setting = true;
    m_bar->setKind(m_look.kind);
    m_bar->setLocked(m_look.isLocked);
    m_bar->setQuantity(m_look.quantity);
    m_setting = false;
    session->setThumbnailSides({gridSide()});
    session->setPooling(m_look.pooling());
    m_head->matrix()->setPooling(m_look.mapPooling());
    m_head->matrix()->setSumsShown(m_look.showsSums);
    const bool entropy = m_look.quantity == MapLook::Quantity::Entropy;
    m_head->bar()->setTitle(entropy ? tr("Entropy, bits") : tr("Attention weight"));
    m_head->bar()->setLimits(leastWeight, entropy ? 16 : 1);
    m_head->setReading(
        entropy ? tr("How undecided each row is, by the tokens it spreads over. Future tokens are "
                     "left grey.")
        : m_look.quantity == MapLook::Quantity::Difference
            ? tr("First checkpoint minus second. Rows look at columns; each row sums to 0.")
            : tr("Rows look at columns. Each row sums to 1. Future tokens are left grey."));
    showShape();
    showMaps();
    showScales();
    m_grid->grid()->refreshAll();
    if (changed)
        emit page.stateChanged();
}

void AttentionPage::Private::showShape()
{
    int layers = 0, heads = 0;
    if (showsProbes()) {
        layers = session->probes().layers();
        heads = session->probes().heads();
    } else {
        const AttentionCaptureInfo &info = session->capture(AttentionSide::First);
        layers = info.layers;
        heads = info.heads;
    }
    if (layers != m_shownLayers || heads != m_shownHeads) {
        m_shownLayers = layers;
        m_shownHeads = heads;
        m_grid->grid()->setShape(layers, heads);
        m_grid->grid()->setSwitchedOff(session->ablation().heads());
        m_grid->grid()->setCurrentHead(shownSelection().head);
        m_grid->setCellSize(m_grid->sizeFollows() ? 0 : m_grid->cellSize());
        showOrder();
        showCellSize();
    }
    if (m_shownLayers == 0) {
        m_grid->setCaption({});
        return;
    }
    QString pooling;
    switch (m_look.quantity) {
    case MapLook::Quantity::Weights:
        pooling = m_look.isMean ? tr("block mean") : tr("block maximum");
        break;
    case MapLook::Quantity::Entropy:
        pooling = tr("entropy of blocks");
        break;
    case MapLook::Quantity::Difference:
        pooling = tr("largest difference of blocks");
        break;
    }
    m_grid->setCaption(
        tr("%1 layers × %2 heads, %3").arg(grouped(m_shownLayers), grouped(m_shownHeads), pooling));
}

void AttentionPage::Private::showCellSize()
{
    const double pixels = Theme::instance().px(m_grid->cellSize()) * page.devicePixelRatioF();
    int cells = 16;
    while (cells < pixels && cells < 256)
        cells *= 2;
    session->setThumbnailCells(cells);
}

std::optional<HeadThumbnail> AttentionPage::Private::thumbnail(HeadKey key) const
{
    const HeadThumbnail *found =
        showsProbes() ? session->probes().thumbnail(key) : session->thumbnail(gridSide(), key);
    return found ? std::optional(*found) : std::nullopt;
}

void AttentionPage::Private::showOrder()
{
    const int score = m_grid->sortedScore();
    HeadGridView *grid = m_grid->grid();
    const HeadScoreProxy *proxy = m_scores->table()->proxy();
    const bool filters = !proxy->filterText().isEmpty() && proxy->problem().isEmpty();
    const QVector<HeadKey> shown = filters ? proxy->shownHeads() : QVector<HeadKey>();
    const int change = attentionScoreIndex(u"change"_s);
    if (score < 0) {
        grid->setOrder({});
        grid->setHighlighted(shown);
    } else {
        QVector<HeadKey> order = shownScores().ranked(score);
        if (filters) {
            const QSet<HeadKey> kept(shown.begin(), shown.end());
            order.removeIf([&](HeadKey key) { return !kept.contains(key); });
        }
        grid->setHighlighted({});
        grid->setOrder(order, score == change
                                  ? tr("by change, most changed first")
                                  : tr("by %1, highest first").arg(attentionScores()[score].title));
    }
    grid->setChosenHeads(session->markedHeads());
    grid->setCurrentHead(shownSelection().head);
    m_setting = true;
    showComparison();
    m_setting = false;
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

void AttentionPage::Private::selectHead(HeadKey key)
{
    m_touched = true;
    session->selectHead(key);
}

void AttentionPage::Private::moveHead(int layers, int heads)
{
    HeadKey key = shownSelection().head;
    if (!key.isValid())
        key = {0, 0};
    selectHead({std::clamp(key.layer + layers, 0, std::max(0, m_shownLayers - 1)),
                std::clamp(key.head + heads, 0, std::max(0, m_shownHeads - 1))});
}

/// Probes have texts of their own, and so cells of their own.
AttentionSelection AttentionPage::Private::shownSelection() const
{
    AttentionSelection selection = session->selection();
    if (showsProbes()) {
        const auto tokens = static_cast<int>(shownTokens().size());
        selection.query = m_probeQuery < tokens ? m_probeQuery : -1;
        selection.key = m_probeKey < tokens ? m_probeKey : -1;
    }
    return selection;
}

void AttentionPage::Private::setToken(int query, int key)
{
    if (showsProbes()) {
        m_probeQuery = query;
        m_probeKey = key;
        showSelection();
    } else {
        session->setToken(query, key);
    }
    const int anchor = m_text->direction() == LookDirection::LooksAt ? query : key;
    if (anchor >= 0)
        m_text->text()->showToken(anchor);
}

void AttentionPage::Private::showSelection()
{
    const AttentionSelection selection = shownSelection();
    m_grid->grid()->setCurrentHead(selection.head);
    m_scores->table()->setCurrentHead(selection.head);
    m_scores->curves()->setSelectedHead(selection.head);
    HeadMatrixView *matrix = m_head->matrix();
    matrix->setPinned(selection.pinned);
    matrix->setCell(selection.query, selection.key);
    m_head->setPinned(selection.pinned);
    AttentionTextView *text = m_text->text();
    text->setPinned(selection.pinned);
    text->setSelection(selection.query, selection.key);
    m_text->targets()->setMarked(m_text->direction() == LookDirection::LooksAt ? selection.key
                                                                               : selection.query);
    if (showsProbes())
        showMaps();
    showHeadTitle();
    showAnchor();
    showTargets();
    updateActions();
}

/// With one end of a cell chosen, the other is the strongest.
void AttentionPage::Private::chooseCell(int query, int key)
{
    const HeadMap map = shownMap();
    const auto strongest = [](const std::vector<int> &tokens) {
        // The first token takes most of many heads and says little.
        for (const int token : tokens)
            if (token != 0)
                return token;
        return tokens.empty() ? -1 : tokens.front();
    };
    if (!map.isNull() && query >= 0 && query < map.tokens() && key < 0)
        key = strongest(map.strongestKeys(query, 2));
    else if (!map.isNull() && key >= 0 && key < map.tokens() && query < 0)
        query = strongest(map.strongestQueries(key, 2));
    setToken(query, key);
}

void AttentionPage::Private::hoverCell(int query, int key)
{
    if (query == m_hoveredQuery && key == m_hoveredKey)
        return;
    m_hoveredQuery = query;
    m_hoveredKey = key;
    const AttentionSelection selection = shownSelection();
    const HeadMap map = shownMap();
    const bool inside =
        query >= 0 && key >= 0 && !map.isNull() && query < map.tokens() && key <= query;
    m_head->bar()->setMarkedValue(inside && !map.isDifference() ? map.value(query, key) : NAN);
    m_head->differenceBar()->setMarkedValue(inside && map.isDifference() ? map.value(query, key)
                                                                         : NAN);
    if (selection.pinned)
        return;
    if (query >= 0)
        m_text->text()->setSelection(query, key);
    else
        m_text->text()->setSelection(selection.query, selection.key);
    showAnchor();
    showTargets();
}

/// The last token says most: what comes next is made from it.
void AttentionPage::Private::selectFirstToken()
{
    if (!m_wantsToken || session->tokens().isEmpty() || showsProbes())
        return;
    if (!shownSelection().head.isValid())
        session->selectHead({0, 0});
    const HeadMap map = session->map(AttentionSide::First);
    if (map.isNull() || map.tokens() != session->tokens().size())
        return;
    m_wantsToken = false;
    const int query = shownSelection().query;
    if (query < 0 || query >= map.tokens())
        chooseCell(map.tokens() - 1, -1);
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

double AttentionPage::Private::gridLargest() const
{
    double largest = 0;
    for (int layer = 0; layer < m_shownLayers; ++layer)
        for (int head = 0; head < m_shownHeads; ++head)
            if (const HeadThumbnail *found = session->thumbnail(gridSide(), {layer, head}))
                largest = std::max(largest, static_cast<double>(found->scale));
    return largest;
}

/// Of the numbers in all thumbnails that are there.
QVector<float> AttentionPage::Private::gridMarks() const
{
    std::array<qint64, 256> counts{};
    const HeadThumbnail *any = nullptr;
    for (int layer = 0; layer < m_shownLayers; ++layer)
        for (int head = 0; head < m_shownHeads; ++head) {
            const HeadThumbnail *found = session->thumbnail(gridSide(), {layer, head});
            if (!found || found->isEmpty() || found->isDifference)
                continue;
            any = found;
            for (const char code : found->codes)
                ++counts[static_cast<quint8>(code)];
        }
    if (!any)
        return {};
    qint64 all = 0;
    for (std::size_t code = 1; code < counts.size(); ++code)
        all += counts[code];
    QVector<float> marks;
    if (all == 0)
        return marks;
    qint64 passed = 0;
    int next = 0;
    for (std::size_t code = 1; code < counts.size(); ++code) {
        passed += counts[code];
        while (next <= quantileShares && passed * quantileShares >= next * all &&
               counts[code] > 0) {
            marks.append(any->valueOf(static_cast<quint8>(code)));
            ++next;
        }
    }
    return marks;
}

void AttentionPage::Private::showScales()
{
    HeadMatrixView *matrix = m_head->matrix();
    const bool quantile = m_look.kind == ColourScale::Kind::Quantile;
    double weight = 0, difference = 0;
    QVector<float> weightMarks, differenceMarks;
    for (int i = 0; i < m_shownMaps.size(); ++i) {
        const HeadMap &map = m_shownMaps[i].map;
        const MapPyramid *pyramid = matrix->isReady() ? matrix->pyramid(i) : nullptr;
        const double largest = pyramid ? static_cast<double>(pyramid->largest())
                                       : std::max(std::abs(static_cast<double>(map.largest())),
                                                  std::abs(static_cast<double>(map.smallest())));
        (map.isDifference() ? difference : weight) =
            std::max(map.isDifference() ? difference : weight, largest);
        QVector<float> &marks = map.isDifference() ? differenceMarks : weightMarks;
        if (quantile && pyramid && marks.isEmpty())
            marks = pyramid->quantiles(quantileShares);
    }
    const ColourScale weights = weightScale(m_look, weight, weightMarks);
    const ColourScale differences = differenceScale(m_look, difference, differenceMarks);
    matrix->setScale(weights);
    matrix->setDifferenceScale(differences);
    m_head->bar()->setScale(weights);
    m_head->differenceBar()->setScale(differences);
    const bool differs = gridSide() == AttentionSide::Difference && !showsProbes();
    // Of entropies the matrix has blocks, the text has rows of weights.
    MapLook textLook = m_look;
    textLook.quantity = MapLook::Quantity::Weights;
    const ColourScale text = differs ? differences
                             : m_look.quantity == MapLook::Quantity::Entropy
                                 ? weightScale(textLook, 1, {})
                                 : weights;
    m_text->text()->setScale(text);
    m_text->targets()->setScale(text);
    m_text->rollout()->setScale(weightScale(textLook, 1, {}));
    ColourScale grid;
    if (differs)
        grid = differenceScale(m_look, gridLargest(), {});
    else if (m_look.quantity == MapLook::Quantity::Entropy)
        grid = weightScale(m_look, std::log2(std::max<qsizetype>(2, shownTokens().size())),
                           quantile ? gridMarks() : QVector<float>());
    else
        grid = weightScale(m_look, 1, quantile ? gridMarks() : QVector<float>());
    m_grid->grid()->setScale(grid);
}

} // namespace phi1
