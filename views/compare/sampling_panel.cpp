// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/sampling_panel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include "views/compare/number_edit.h"
#include "views/compare/stop_strings.h"
#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QToolButton *link(const QString &text)
{
    auto *button = new QToolButton;
    button->setText(text);
    button->setProperty("phi1Role", u"link"_s);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

SamplingPanel::SamplingPanel(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(tr("Sampling, all panes"), Theme::Font::Section, Theme::Token::Text2))
    , m_paneChoice(new SegmentedChoice)
    , m_perPaneLink(link(tr("Per pane…")))
    , m_moreLink(link(tr("More…")))
    , m_temperature(new NumberEdit(tr("Temperature"), {0, 10, 0.1}))
    , m_seed(new NumberEdit(tr("Seed"), {0, 18446744073709551615.0, 1, true}))
    , m_topP(new NumberEdit(tr("Top-p"), {0, 1, 0.05, false, 1, u"1.00"_s}))
    , m_topK(new NumberEdit(tr("Top-k"), {0, 1000000, 1, true, 0, tr("off")}))
    , m_maxTokens(new NumberEdit(tr("Max. tokens"), {1, 2048, 16, true}))
    , m_samples(new NumberEdit(tr("Samples"), {1, 64, 1, true}))
    , m_minP(new NumberEdit(tr("Min-p"), {0, 1, 0.01, false, 0, tr("off")}))
    , m_penalty(new NumberEdit(tr("Repetition penalty"), {0.1, 10, 0.05, false, 1, u"1.00"_s}))
    , m_newSeed(new QToolButton)
    , m_stop(new StopStrings)
    , m_problem(new TextLabel(Theme::Font::Caption, Theme::Token::Error))
    , m_promptFacts(new TextLabel(Theme::Font::Caption, Theme::Token::Text3))
    , m_head(new QHBoxLayout)
    , m_grid(new QGridLayout)
    , m_column(new QVBoxLayout(this))
{
    build();
    for (NumberEdit *edit :
         {m_temperature, m_seed, m_topP, m_topK, m_maxTokens, m_samples, m_minP, m_penalty})
        connect(edit, &NumberEdit::valueEdited, this, &SamplingPanel::edited);
    connect(m_stop, &StopStrings::edited, this, &SamplingPanel::edited);
    connect(m_newSeed, &QToolButton::toggled, this, [this](bool on) {
        m_seed->setMeaning(on ? tr("new") : QString());
        edited();
    });
    connect(m_perPaneLink, &QToolButton::clicked, this,
            [this] { emit perPaneRequested(!m_perPane); });
    connect(m_moreLink, &QToolButton::clicked, this, [this] { setMore(m_rare[0]->isHidden()); });
    connect(m_paneChoice, &SegmentedChoice::currentChanged, this, [this](int index) {
        m_pane = index;
        show(shown());
    });
    Theme::instance().follow(this, [this] {
        const Theme &theme = Theme::instance();
        m_column->setContentsMargins(theme.px(12), theme.px(7), theme.px(12), theme.px(7));
        m_column->setSpacing(theme.px(6));
        m_grid->setHorizontalSpacing(theme.px(8));
        m_grid->setVerticalSpacing(theme.px(5));
        m_grid->setColumnMinimumWidth(1, theme.px(76));
        m_newSeed->setFixedSize(theme.px(24), theme.px(24));
    });
    setMore(false);
    setSampling({}, {}, false);
}

void SamplingPanel::build()
{
    m_title->setBold(true);
    m_newSeed->setCheckable(true);
    m_newSeed->setIcon(Theme::instance().icon(u"shuffle"_s));
    m_newSeed->setProperty("phi1Role", u"toggle"_s);
    m_newSeed->setToolTip(tr("A new seed for each run"));
    m_newSeed->setAccessibleName(tr("A new seed for each run"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_promptFacts->setWordWrap(true);
    m_head->addWidget(m_title);
    m_head->addWidget(m_paneChoice);
    m_head->addStretch(1);
    m_head->addWidget(m_moreLink);
    m_head->addWidget(m_perPaneLink);
    m_column->addLayout(m_head);
    const auto label = [](const QString &text) {
        return new TextLabel(text, Theme::Font::Small, Theme::Token::Text2);
    };
    const auto put = [&](int row, int column, const QString &text, QWidget *edit) {
        auto *words = label(text);
        m_grid->addWidget(words, row, column * 2);
        m_grid->addWidget(edit, row, column * 2 + 1);
        return words;
    };
    put(0, 0, tr("Temperature"), m_temperature);
    auto *seed = new QWidget;
    auto *seedRow = new QHBoxLayout(seed);
    seedRow->setContentsMargins(0, 0, 0, 0);
    seedRow->setSpacing(2);
    seedRow->addWidget(m_seed, 1);
    seedRow->addWidget(m_newSeed);
    put(0, 1, tr("Seed"), seed);
    put(1, 0, tr("Top-p"), m_topP);
    put(1, 1, tr("Top-k"), m_topK);
    put(2, 0, tr("Max. tokens"), m_maxTokens);
    put(2, 1, tr("Samples"), m_samples);
    m_rare = {put(3, 0, tr("Rep. penalty"), m_penalty), m_penalty, put(3, 1, tr("Min-p"), m_minP),
              m_minP};
    m_grid->setColumnStretch(3, 1);
    m_column->addLayout(m_grid);
    m_column->addWidget(m_stop);
    m_column->addWidget(m_problem);
    m_column->addStretch(1);
    m_column->addWidget(new RuleLine(Qt::Horizontal));
    m_column->addWidget(m_promptFacts);
}

void SamplingPanel::setMore(bool more)
{
    for (QWidget *rare : std::as_const(m_rare))
        rare->setVisible(more);
    m_moreLink->setText(more ? tr("Less") : tr("More…"));
}

void SamplingPanel::setPaneNames(const QStringList &names)
{
    if (names == m_names)
        return;
    m_names = names;
    const int kept = std::min(m_pane, static_cast<int>(names.size()) - 1);
    // Options cannot be taken away: a choice for another number of panes is another one.
    auto *choice = new SegmentedChoice;
    for (const QString &name : names)
        choice->addOption(name);
    choice->setAccessibleName(tr("Pane whose sampling is shown"));
    delete m_head->replaceWidget(m_paneChoice, choice);
    delete m_paneChoice;
    m_paneChoice = choice;
    m_pane = std::max(0, kept);
    m_paneChoice->setCurrentIndex(m_pane);
    m_paneChoice->setVisible(m_perPane);
    connect(m_paneChoice, &SegmentedChoice::currentChanged, this, [this](int index) {
        m_pane = index;
        show(shown());
    });
}

CompareSampling SamplingPanel::shown() const
{
    return m_perPane && m_pane < m_panes.size() ? m_panes[m_pane] : m_shared;
}

void SamplingPanel::setSampling(const CompareSampling &shared,
                                const QVector<CompareSampling> &panes, bool perPane)
{
    m_shared = shared;
    m_panes = panes;
    m_perPane = perPane;
    m_title->setText(perPane ? tr("Sampling") : tr("Sampling, all panes"));
    m_perPaneLink->setText(perPane ? tr("One for all") : tr("Per pane…"));
    m_paneChoice->setVisible(perPane);
    show(shown());
}

void SamplingPanel::setPane(int pane)
{
    if (pane == m_pane || pane < 0 || pane >= m_paneChoice->count())
        return;
    m_paneChoice->setCurrentIndex(pane);
}

void SamplingPanel::show(const CompareSampling &sampling)
{
    m_temperature->setValue(sampling.temperature);
    m_temperature->setMeaning(sampling.temperature == 0 ? tr("greedy") : QString());
    m_seed->setWhole(sampling.seed);
    const QSignalBlocker blocker(m_newSeed);
    m_newSeed->setChecked(sampling.newSeedEachRun);
    m_seed->setMeaning(sampling.newSeedEachRun ? tr("new") : QString());
    m_topP->setValue(sampling.topP);
    m_topK->setWhole(static_cast<quint64>(std::max(0, sampling.topK)));
    m_maxTokens->setWhole(static_cast<quint64>(std::max(0, sampling.maxTokens)));
    m_samples->setWhole(static_cast<quint64>(std::max(0, sampling.samples)));
    m_minP->setValue(sampling.minP);
    m_penalty->setValue(sampling.repetitionPenalty);
    m_stop->set(sampling.stop, sampling.stopAtEnd);
    if (sampling.minP != 0 || sampling.repetitionPenalty != 1)
        setMore(true); // what has an effect is seen
    const QString problem = samplingProblem(sampling);
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

void SamplingPanel::edited()
{
    CompareSampling sampling = shown();
    const auto whole = [](const NumberEdit *edit, int otherwise) {
        const std::optional<quint64> value = edit->whole();
        return value ? static_cast<int>(std::min<quint64>(*value, 1u << 30)) : otherwise;
    };
    sampling.temperature = m_temperature->value().value_or(sampling.temperature);
    sampling.seed = m_seed->whole().value_or(sampling.seed);
    sampling.newSeedEachRun = m_newSeed->isChecked();
    sampling.topP = m_topP->value().value_or(sampling.topP);
    sampling.topK = whole(m_topK, sampling.topK);
    sampling.maxTokens = whole(m_maxTokens, sampling.maxTokens);
    sampling.samples = whole(m_samples, sampling.samples);
    sampling.minP = m_minP->value().value_or(sampling.minP);
    sampling.repetitionPenalty = m_penalty->value().value_or(sampling.repetitionPenalty);
    sampling.stop = m_stop->texts();
    sampling.stopAtEnd = m_stop->stopsAtEnd();
    const QString problem = samplingProblem(sampling);
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_temperature->setMeaning(sampling.temperature == 0 ? tr("greedy") : QString());
    if (sampling == shown())
        return;
    if (m_perPane && m_pane < m_panes.size()) {
        m_panes[m_pane] = sampling;
        emit paneSamplingEdited(m_pane, sampling);
    } else {
        m_shared = sampling;
        emit samplingEdited(sampling);
    }
}

void SamplingPanel::setPromptFacts(const QString &facts, bool isProblem)
{
    m_promptFacts->setText(facts);
    m_promptFacts->setTone(isProblem ? Theme::Token::Error : Theme::Token::Text3);
}

QString SamplingPanel::summary() const
{
    const auto text = [](const CompareSampling &sampling) {
        QStringList parts{samplingText(sampling, sampling.seed),
                          tr("%n tokens", nullptr, sampling.maxTokens)};
        if (sampling.samples > 1)
            parts << tr("%n samples", nullptr, sampling.samples);
        QStringList stops;
        for (const QString &stop : sampling.stop)
            stops << StopStrings::escaped(stop);
        if (!stops.isEmpty())
            parts << tr("stop at %1").arg(stops.join(u' '));
        return parts.join(u" · "_s);
    };
    if (!m_perPane || m_panes.isEmpty())
        return text(m_shared);
    QStringList panes;
    for (qsizetype i = 0; i < m_panes.size(); ++i)
        panes << tr("%1: %2").arg(m_names.value(i), text(m_panes[i]));
    return panes.join(u"   "_s);
}

} // namespace phi1
