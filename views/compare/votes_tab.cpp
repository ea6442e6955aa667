// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/votes_tab.h"

#include <algorithm>

#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/state/compare_blind.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/progress_bar_thin.h"
#include "views/widgets/section_title.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostVotes = 200; // rows; the export has all of them

QString pText(double p)
{
    return p < 0.001 ? VotesTab::tr("p < 0.001") : VotesTab::tr("p = %1").arg(decimal(p, 3));
}

QString shareText(const PairedVerdict &verdict)
{
    const int decided = verdict.winsA + verdict.winsB;
    if (decided == 0)
        return VotesTab::tr("no decided vote yet");
    return VotesTab::tr("%1 of %n decided votes, 95 % interval %2 to %3, %4", nullptr, decided)
        .arg(percent(verdict.share, 0), percent(verdict.low, 0), percent(verdict.high, 0),
             pText(verdict.p));
}

QString countsText(const PairedVerdict &verdict)
{
    return VotesTab::tr("%1 to %2, %n ties", nullptr, verdict.ties)
        .arg(grouped(verdict.winsA), grouped(verdict.winsB));
}

QString voteText(const VoteItem &vote)
{
    const QString result = vote.winner < 0
                               ? VotesTab::tr("tie: %1").arg(vote.names.join(VotesTab::tr(" and ")))
                               : VotesTab::tr("%1 won").arg(vote.names.value(vote.winner));
    return QStringList{vote.promptTitle, result}.join(u" · "_s);
}

} // namespace

VotesTab::VotesTab(CompareBlind &blind, QWidget *parent)
    : QWidget(parent)
    , m_blind(blind)
    , m_intro(new TextLabel(Theme::Font::Small, Theme::Token::Text3))
    , m_column(new QVBoxLayout)
    , m_export(new ActionButton(tr("Export the votes"), u"export"_s))
{
    m_intro->setWordWrap(true);
    m_export->setSmall(true);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("Votes"));
    auto *holder = new QWidget;
    holder->setLayout(m_column);
    m_column->addWidget(m_intro);
    scroll->setWidget(holder);
    holder->setAutoFillBackground(false); // the panel's ground
    scroll->viewport()->setAutoFillBackground(false);
    auto *outer = new QVBoxLayout(this);
    outer->addWidget(scroll, 1);
    outer->addWidget(m_export, 0, Qt::AlignLeft);
    connect(m_export, &QPushButton::clicked, this, [this] { emit exportRequested(m_export); });
    connect(&m_blind, &CompareBlind::votesChanged, this, &VotesTab::fill);
    connect(&m_blind, &CompareBlind::activeChanged, this, &VotesTab::fill);
    connect(&m_blind, &CompareBlind::revealedChanged, this, &VotesTab::fill);
    Theme::instance().follow(this, [this, outer] {
        const Theme &theme = Theme::instance();
        outer->setContentsMargins(0, 0, 0, theme.px(8));
        outer->setSpacing(theme.px(8));
        m_column->setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8));
        m_column->setSpacing(theme.px(8));
    });
    fill();
}

QWidget *VotesTab::verdictRow(int index) const
{
    const PairedVerdict verdict = m_blind.verdicts().at(index);
    auto *row = new QWidget;
    auto *column = new QVBoxLayout(row);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::instance().px(3));
    auto *names = new TextLabel(tr("%1 against %2").arg(verdict.a, verdict.b), Theme::Font::Small);
    names->setBold(true);
    names->setWordWrap(true);
    column->addWidget(names);
    column->addWidget(new TextLabel(countsText(verdict), Theme::Font::Small, Theme::Token::Text2));
    auto *bar = new ProgressBarThin;
    bar->setTone(Theme::Token::Accent);
    bar->setValue(verdict.share);
    bar->setAccessibleName(tr("Share of %1").arg(verdict.a));
    column->addWidget(bar);
    auto *figures = new TextLabel(shareText(verdict), Theme::Font::Caption, Theme::Token::Text3);
    figures->setWordWrap(true);
    column->addWidget(figures);
    return row;
}

void VotesTab::fill()
{
    delete m_content;
    m_content = new QWidget;
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::instance().px(8));
    const QVector<VoteItem> &votes = m_blind.votes();
    const int count = static_cast<int>(votes.size());
    const bool hidden = m_blind.isActive();
    m_export->setVisible(count > 0 && !hidden);
    if (hidden)
        m_intro->setText(
            tr("%n votes so far. Who won is told when the blind mode ends.", nullptr, count));
    else if (count == 0)
        m_intro->setText(
            tr("In the blind mode the panes are shuffled and unnamed; here stands what "
               "the votes say of the checkpoints."));
    else
        m_intro->setText(
            tr("%n votes, exact two-sided sign test; ties do not enter it.", nullptr, count));
    if (!hidden) {
        const int pairs = static_cast<int>(m_blind.verdicts().size());
        for (int pair = 0; pair < pairs; ++pair)
            column->addWidget(verdictRow(pair));
        if (m_blind.decidedVotes() > 0) {
            auto *side =
                new TextLabel(tr("Check on the voter: the left one won %1 of %n decided votes, %2.",
                                 nullptr, m_blind.decidedVotes())
                                  .arg(grouped(m_blind.leftWins()), pText(m_blind.sideP())),
                              Theme::Font::Caption, Theme::Token::Text3);
            side->setWordWrap(true);
            column->addWidget(side);
        }
        if (count > 0)
            column->addWidget(new SectionTitle(tr("Votes"), tr("newest first")));
        for (qsizetype i = 0; i < std::min(votes.size(), mostVotes); ++i) {
            auto *vote =
                new TextLabel(voteText(votes[i]), Theme::Font::Caption, Theme::Token::Text2);
            vote->setWordWrap(true);
            column->addWidget(vote);
        }
    }
    column->addStretch(1);
    m_column->addWidget(m_content, 1);
}

QStringList VotesTab::resultTexts() const
{
    QStringList texts{m_intro->text()};
    if (m_blind.isActive())
        return texts;
    for (const PairedVerdict &verdict : m_blind.verdicts())
        texts << tr("%1 against %2").arg(verdict.a, verdict.b) << countsText(verdict)
              << shareText(verdict);
    return texts;
}

} // namespace phi1
