// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/compare_page.h"

#include "views/compare/compare_page_p.h"

namespace phi1 {

ComparePage::ComparePage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , d(std::make_unique<Private>(*this, context))
{}

ComparePage::~ComparePage() = default;

QString ComparePage::facts() const
{
    return d->facts();
}

QList<QWidget *> ComparePage::headerActions()
{
    return d->headerActions();
}

QList<QWidget *> ComparePage::panels() const
{
    return d->panels();
}

void ComparePage::focusSearch()
{
    d->focusSearch();
}

QVariantMap ComparePage::saveState() const
{
    return d->saveState();
}

void ComparePage::restoreState(const QVariantMap &state)
{
    d->restoreState(state);
}

void ComparePage::opened(const QVariantMap &arguments)
{
    d->open(arguments);
}

void ComparePage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    d->fitWidth();
}

void ComparePage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    d->fitWidth();
    d->takeFocus();
}

} // namespace phi1
