// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/jobs/jobs_page.h"

#include "views/jobs/jobs_page_p.h"
#include "views/widgets/action_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/search_field.h"

namespace phi1 {

JobsPage::JobsPage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , d(std::make_unique<Private>(*this, context))
{}

JobsPage::~JobsPage() = default;

QString JobsPage::facts() const
{
    return d->facts();
}

QList<QWidget *> JobsPage::headerActions()
{
    auto *button = new ActionButton({}, QStringLiteral("pause"));
    button->follow(d->pause);
    d->pauseButton = button;
    d->update();
    return QList<QWidget *>{button};
}

QList<QWidget *> JobsPage::panels() const
{
    return QList<QWidget *>{d->queuePanel, d->jobsPanel, d->log};
}

void JobsPage::focusSearch()
{
    if (d->log->isAncestorOf(focusWidget()))
        d->log->focusSearch();
    else
        d->search->setFocus(Qt::ShortcutFocusReason);
}

QVariantMap JobsPage::saveState() const
{
    QVariantList shares;
    const QList<int> sizes = d->splitter->sizes();
    double all = 0;
    for (const int size : sizes)
        all += size;
    for (const int size : sizes)
        shares << (all > 0 ? size / all : 0.0);
    return {{QStringLiteral("sizes"), shares}, {QStringLiteral("search"), d->search->text()}};
}

void JobsPage::restoreState(const QVariantMap &state)
{
    QList<int> sizes;
    const QVariantList shares = state.value(QStringLiteral("sizes")).toList();
    for (const QVariant &share : shares)
        sizes << std::max(1, static_cast<int>(share.toDouble() * 10000));
    if (sizes.size() == d->splitter->count())
        d->splitter->setSizes(sizes);
    d->search->setText(state.value(QStringLiteral("search")).toString());
}

void JobsPage::opened(const QVariantMap &arguments)
{
    const QString job = arguments.value(QStringLiteral("job")).toString();
    if (!job.isEmpty())
        d->select(job);
}

} // namespace phi1
