// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/quality/disagreement_panel.h"

#include <cmath>

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/quality/cut_panel.h"
#include "views/quality/reading_pane.h"
#include "views/theme/theme.h"
#include "views/widgets/panel.h"
#include "views/widgets/text_label.h"

namespace phi1 {

DisagreementPanel::DisagreementPanel(QWidget *parent)
    : QWidget(parent)
    , m_first(new QComboBox)
    , m_second(new QComboBox)
    , m_facts(new TextLabel(Theme::Font::Small, Theme::Token::Text2))
    , m_pane(new ReadingPane(tr("Largest disagreements"), Qt::Horizontal))
{
    m_first->setAccessibleName(tr("First scorer"));
    m_second->setAccessibleName(tr("Second scorer"));
    m_facts->setWordWrap(true);
    auto *row = new QHBoxLayout;
    row->addWidget(m_first);
    row->addWidget(new TextLabel(tr("against"), Theme::Font::Body, Theme::Token::Text2));
    row->addWidget(m_second);
    row->addWidget(m_facts, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_pane, 1);
    m_pane->list()->setPlaceholder(tr("Two scores of the same samples are held against each other "
                                      "here"));
    Theme::instance().follow(this, [layout, row] {
        layout->setSpacing(Theme::instance().px(8));
        row->setSpacing(Theme::instance().px(8));
    });
    connect(m_first, &QComboBox::currentIndexChanged, this, &DisagreementPanel::ask);
    connect(m_second, &QComboBox::currentIndexChanged, this, &DisagreementPanel::ask);
}

QString DisagreementPanel::first() const
{
    return m_first->currentData().toString();
}

QString DisagreementPanel::second() const
{
    return m_second->currentData().toString();
}

void DisagreementPanel::setScores(const QualityScores &scores)
{
    const QString a = first();
    const QString b = second();
    m_scores = scores;
    {
        const QSignalBlocker blockFirst(m_first);
        const QSignalBlocker blockSecond(m_second);
        for (QComboBox *box : {m_first, m_second}) {
            box->clear();
            for (const QualityScore &score : scores.scores)
                box->addItem(score.title, score.key);
        }
        m_first->setCurrentIndex(std::max(0, m_first->findData(a)));
        const int other = m_second->findData(b);
        m_second->setCurrentIndex(other >= 0 ? other : std::min(1, m_second->count() - 1));
    }
    ask();
}

void DisagreementPanel::choose(const QString &first, const QString &second)
{
    const QSignalBlocker block(m_first);
    m_first->setCurrentIndex(std::max(0, m_first->findData(first)));
    m_second->setCurrentIndex(std::max(0, m_second->findData(second)));
    ask();
}

void DisagreementPanel::ask()
{
    if (first().isEmpty() || second().isEmpty() || first() == second()) {
        showProblem(m_scores.scores.size() < 2
                        ? tr("Needs two scores: score the corpus with another one")
                        : tr("Choose two different scores"));
        return;
    }
    emit requested(first(), second());
}

void DisagreementPanel::showProblem(const QString &sentence)
{
    m_facts->setText(sentence);
    m_pane->list()->setEntries({}, {});
}

void DisagreementPanel::showResult(const QualityDisagreements &result)
{
    if (result.first != first() || result.second != second())
        return;
    const QString correlation = std::isnan(result.correlation)
                                    ? tr("one of them is constant")
                                    : tr("rank correlation %1").arg(decimal(result.correlation, 2));
    m_facts->setText(
        tr("%1 samples have both · %2 · ranks differ by %3 on average (33 % if they "
           "knew nothing of each other)")
            .arg(grouped(result.samples), correlation, percent(result.meanDifference)));
    const QualityScore *a = m_scores.find(result.first);
    const QualityScore *b = m_scores.find(result.second);
    const NumberFacet firstSpread = a ? a->spread : NumberFacet();
    const NumberFacet secondSpread = b ? b->spread : NumberFacet();
    // The ranks say how far they are apart, the values what they said.
    const QString firstTitle = a ? a->title : result.first;
    const QString secondTitle = b ? b->title : result.second;
    QVector<QualityEntry> entries = result.entries;
    for (QualityEntry &entry : entries)
        entry.excerpt =
            tr("%1 %2 (top %3)  ·  %4 %5 (top %6)")
                .arg(firstTitle, scoreText(firstSpread, entry.value), percent(1 - entry.rank, 0),
                     secondTitle, scoreText(secondSpread, entry.second),
                     percent(1 - entry.secondRank, 0));
    m_pane->list()->setEntries(entries, [](const QualityEntry &entry) -> QString {
        const double difference = entry.secondRank - entry.rank;
        const QChar sign = difference > 0 ? u'+' : u'\u2212';
        return sign + percent(std::fabs(difference), 0);
    });
    m_pane->panel()->setCaption(tr("by how far the second ranks a sample above the first"));
}

} // namespace phi1
