// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/runs_page.h"

#include "views/runs/runs_page_p.h"
#include "views/state/workspace_session.h"
#include "views/widgets/panel.h"

namespace phi1 {

RunsPage::RunsPage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , d(std::make_unique<Private>(*this, context))
{}

RunsPage::~RunsPage() = default;

QString RunsPage::facts() const
{
    return d->facts();
}

QList<QWidget *> RunsPage::headerActions()
{
    return d->headerActions();
}

QWidget *RunsPage::inspector()
{
    return d->inspector;
}

bool RunsPage::inspectorIsIdle() const
{
    return context().session.runs()->rowCount() == 0;
}

QString RunsPage::inspectorTitle() const
{
    const RunInfo *run = d->currentRun();
    return run ? run->title : QString();
}

QColor RunsPage::inspectorColour() const
{
    const RunInfo *run = d->currentRun();
    return run ? runColour(*run) : QColor();
}

QList<QWidget *> RunsPage::panels() const
{
    if (d->stack->currentWidget() != d->layout)
        return {d->stack->currentWidget()};
    return QList<QWidget *>{d->tablePanel, d->plots, d->log};
}

void RunsPage::focusSearch()
{
    // Inside the log its own search is meant.
    if (d->log->isAncestorOf(focusWidget()) && !d->log->isFolded())
        d->log->focusSearch();
    else
        d->filter->focusField();
}

QVariantMap RunsPage::saveState() const
{
    return d->saveState();
}

void RunsPage::restoreState(const QVariantMap &state)
{
    d->restoreState(state);
}

void RunsPage::opened(const QVariantMap &arguments)
{
    if (arguments.contains(QStringLiteral("filter")))
        d->filter->setText(arguments.value(QStringLiteral("filter")).toString());
    const QString run = arguments.value(QStringLiteral("run")).toString();
    if (!run.isEmpty())
        d->select(run);
}

void RunsPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    d->fitWidth();
}

void RunsPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    d->fitWidth();
    if (!d->focused) {
        d->focused = true;
        d->takeFocus();
    }
}

} // namespace phi1
