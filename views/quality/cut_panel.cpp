// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/quality/cut_panel.h"

#include <cmath>

#include <QGridLayout>
#include <QSplitter>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/quality/reading_pane.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/histogram_slider.h"
#include "views/widgets/panel.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {
namespace {

HistogramBins binsOf(const NumberFacet &facet)
{
    HistogramBins bins;
    bins.all.clear();
    if (facet.edges.size() < 2)
        return bins;
    bins.low = facet.edges.front();
    bins.high = facet.edges.back();
    bins.isLogarithmic = facet.logarithmic;
    bins.isWhole = std::floor(facet.lowest) == facet.lowest && facet.highest >= 20;
    for (const SampleRow count : facet.all)
        bins.all.append(count);
    for (const SampleRow count : facet.passing)
        bins.passing.append(count);
    return bins;
}

QString shareText(double part, double whole)
{
    return whole > 0 ? percent(part / whole) : QStringLiteral("–");
}

} // namespace

QString scoreText(const NumberFacet &spread, double value)
{
    if (std::isnan(value))
        return QStringLiteral("–");
    // Counts are counts, scores are shares or sums of weights.
    if (spread.highest >= 20 && std::floor(value) == value)
        return grouped(static_cast<qint64>(value));
    return decimal(value, spread.highest >= 100 ? 1 : 3);
}

CutPanel::CutPanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel(tr("Threshold"), this))
    , m_slider(new HistogramSlider(tr("Threshold")))
    , m_show(new SegmentedChoice)
    , m_again(
          new ActionButton(tr("Draw again"), QStringLiteral("shuffle"), ActionButton::Role::Flat))
    , m_keptValue(new TextLabel(Theme::Font::BigValue))
    , m_keptNote(new TextLabel(Theme::Font::Small, Theme::Token::Text2))
    , m_droppedValue(new TextLabel(Theme::Font::BigValue, Theme::Token::Text2))
    , m_droppedNote(new TextLabel(Theme::Font::Small, Theme::Token::Text2))
    , m_kept(new ReadingPane(tr("Kept"), Qt::Vertical))
    , m_dropped(new ReadingPane(tr("Dropped"), Qt::Vertical))
    , m_sides(new QSplitter(Qt::Horizontal))
{
    m_show->setAccessibleName(tr("Samples shown"));
    m_show->addOption(tr("Nearest to the threshold"), static_cast<int>(QualityCut::Show::Nearest));
    m_show->addOption(tr("Random"), static_cast<int>(QualityCut::Show::Random));
    m_show->setCurrentIndex(0);
    m_again->setSmall(true);
    m_again->hide();
    m_panel->addHeadWidget(m_again);
    m_panel->addHeadWidget(m_show);
    m_keptNote->setWordWrap(true);
    m_droppedNote->setWordWrap(true);
    m_kept->list()->setPlaceholder(tr("Nothing is kept"));
    m_dropped->list()->setPlaceholder(tr("Nothing is dropped"));

    auto *content = new QWidget;
    auto *grid = new QGridLayout(content);
    grid->addWidget(m_slider, 0, 0, 3, 1);
    auto *keptTitle = new TextLabel(tr("Kept"), Theme::Font::Section);
    auto *droppedTitle = new TextLabel(tr("Dropped"), Theme::Font::Section, Theme::Token::Text2);
    grid->addWidget(keptTitle, 0, 1);
    grid->addWidget(m_keptValue, 1, 1);
    grid->addWidget(m_keptNote, 2, 1, Qt::AlignTop);
    grid->addWidget(droppedTitle, 0, 2);
    grid->addWidget(m_droppedValue, 1, 2);
    grid->addWidget(m_droppedNote, 2, 2, Qt::AlignTop);
    grid->setColumnStretch(0, 3);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
    grid->setRowStretch(2, 1);
    m_panel->setContent(content);

    m_sides->addWidget(m_kept);
    m_sides->addWidget(m_dropped);
    m_sides->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
    layout->addWidget(m_sides, 1);
    Theme::instance().follow(this, [this, layout, grid] {
        const Theme &theme = Theme::instance();
        layout->setSpacing(theme.px(8));
        grid->setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10));
        grid->setHorizontalSpacing(theme.px(24));
        grid->setVerticalSpacing(theme.px(2));
        m_sides->setHandleWidth(theme.px(8));
        m_slider->setMinimumHeight(theme.px(96));
    });
    connect(m_slider, &HistogramSlider::rangeEdited, this, [this](double low, double high) {
        m_cut.low = low;
        m_cut.high = high;
        ask();
    });
    connect(m_show, &SegmentedChoice::currentDataChanged, this, [this](const QVariant &value) {
        m_cut.show = static_cast<QualityCut::Show>(value.toInt());
        m_again->setVisible(m_cut.show == QualityCut::Show::Random);
        ask();
    });
    connect(m_again, &ActionButton::clicked, this, [this] {
        ++m_cut.seed;
        ask();
    });
}

void CutPanel::ask()
{
    if (!m_cut.key.isEmpty())
        emit cutRequested(m_cut);
}

void CutPanel::setScore(const QualityScores &scores, const QualityScore &score)
{
    const bool isOther = score.key != m_cut.key;
    m_cut.key = score.key;
    m_slider->setBins(binsOf(score.spread));
    if (isOther) {
        m_cut.low = -std::numeric_limits<double>::infinity();
        m_cut.high = std::numeric_limits<double>::infinity();
    }
    m_slider->setRange(m_cut.low, m_cut.high);
    m_slider->setEnabled(true);
    m_show->setEnabled(true);
    m_panel->setTitle(score.title);
    QStringList caption;
    if (!score.origin.isEmpty())
        caption << score.origin;
    if (score.isPartial(scores.samples))
        caption
            << tr("partial: %1 of %2 samples").arg(grouped(score.rows), grouped(scores.samples));
    if (scores.among < scores.samples)
        caption << tr("among %1 filtered samples").arg(grouped(scores.among));
    m_panel->setCaption(caption.join(QStringLiteral(" · ")));
    ask();
}

void CutPanel::clear(const QString &sentence)
{
    m_cut = {};
    m_slider->setBins({});
    m_slider->setEnabled(false);
    m_show->setEnabled(false);
    m_panel->setTitle(tr("Threshold"));
    m_panel->setCaption(sentence);
    for (TextLabel *label : {m_keptValue, m_keptNote, m_droppedValue, m_droppedNote})
        label->clear();
    m_kept->list()->setEntries({}, {});
    m_dropped->list()->setEntries({}, {});
}

void CutPanel::setCut(double low, double high, QualityCut::Show show)
{
    m_cut.low = low;
    m_cut.high = high;
    m_cut.show = show;
    m_show->setCurrentData(static_cast<int>(show));
    m_slider->setRange(low, high);
}

QString CutPanel::rangeText() const
{
    return m_slider->rangeText();
}

void CutPanel::showResult(const QualityScores &scores, const QualityCutResult &result)
{
    if (result.cut != m_cut)
        return;
    const qint64 all = result.kept + result.dropped + result.missing;
    const auto amount = [&](double size) {
        return scores.hasTokens ? tr("%1 tokens").arg(siNumber(size))
                                : phi1::bytes(static_cast<std::uint64_t>(size));
    };
    m_keptValue->setText(shareText(static_cast<double>(result.kept), static_cast<double>(all)));
    m_keptNote->setText(tr("%1 of %2 samples\n%3 of %4, %5")
                            .arg(grouped(result.kept), grouped(all), amount(result.keptTokens),
                                 amount(result.allTokens),
                                 shareText(result.keptTokens, result.allTokens)));
    const qint64 gone = result.dropped + result.missing;
    m_droppedValue->setText(shareText(static_cast<double>(gone), static_cast<double>(all)));
    QString note =
        tr("%1 samples\n%2").arg(grouped(gone), amount(result.allTokens - result.keptTokens));
    if (result.missing > 0)
        note += u'\n' + tr("%1 of them without a value").arg(grouped(result.missing));
    m_droppedNote->setText(note);
    const QualityScore *score = scores.find(result.cut.key);
    const NumberFacet spread = score ? score->spread : NumberFacet();
    const auto figure = [spread](const QualityEntry &entry) {
        return scoreText(spread, entry.value);
    };
    m_kept->list()->setEntries(result.keptSamples, figure);
    m_dropped->list()->setEntries(result.droppedSamples, figure);
    const auto caption = [&](qint64 shown, qint64 total) {
        return shown < total ? tr("%1 of %2 shown").arg(grouped(shown), grouped(total)) : QString();
    };
    m_kept->panel()->setCaption(caption(result.keptSamples.size(), result.kept));
    m_dropped->panel()->setCaption(caption(result.droppedSamples.size(), result.dropped));
}

} // namespace phi1
