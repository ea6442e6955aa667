// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/comparison_section.h"

#include <QVBoxLayout>

#include "views/runs/comparison_table.h"
#include "views/runs/run_delegates.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/section_title.h"
#include "views/widgets/text_label.h"

namespace phi1 {

namespace {

constexpr qsizetype mostRuns = 12; ///< more values below each other compare nothing

} // namespace

ComparisonSection::ComparisonSection(WorkspaceSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_title(new SectionTitle({}, {}, this))
    , m_none(new TextLabel(tr("They have the same configuration."), Theme::Font::Small,
                           Theme::Token::Text3, this))
    , m_table(new ComparisonTable(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_title);
    column->addWidget(m_none);
    column->addWidget(m_table);
    connect(m_table, &ComparisonTable::copied, this,
            [this] { emit copied(tr("Copied the differences")); });
    Theme::instance().follow(this, [column] { column->setSpacing(Theme::instance().px(3)); });
}

void ComparisonSection::show(const QStringList &runs)
{
    setVisible(runs.size() > 1);
    if (runs.size() < 2)
        return;
    const QStringList compared = runs.mid(0, mostRuns);
    const QVector<ConfigDifference> differences = m_session.configDifference(compared);
    QVector<ComparisonTable::Run> shown;
    for (const QString &id : compared) {
        const RunInfo *run = m_session.runs()->find(id);
        shown.append({run ? run->title : id, run ? runColour(*run) : QColor()});
    }
    m_title->setText(compared.size() == runs.size()
                         ? tr("%n runs compared", nullptr, static_cast<int>(runs.size()))
                         : tr("The first %1 of %2 runs compared").arg(mostRuns).arg(runs.size()));
    const int keys = static_cast<int>(differences.size());
    m_title->setAside(keys == 1 ? tr("1 key differs") : tr("%n keys differ", nullptr, keys));
    m_none->setVisible(differences.isEmpty());
    m_table->setVisible(!differences.isEmpty());
    m_table->set(shown, differences);
}

} // namespace phi1
