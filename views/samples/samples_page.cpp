// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/samples_page.h"

#include "views/samples/samples_page_p.h"

namespace phi1 {

SamplesPage::SamplesPage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , d(std::make_unique<Private>(*this, context))
{}

SamplesPage::~SamplesPage() = default;

QString SamplesPage::facts() const
{
    return d->facts();
}

QList<QWidget *> SamplesPage::headerActions()
{
    return d->headerActions();
}

QList<QWidget *> SamplesPage::panels() const
{
    return d->panels();
}

void SamplesPage::focusSearch()
{
    d->focusSearch();
}

QVariantMap SamplesPage::saveState() const
{
    return d->saveState();
}

void SamplesPage::restoreState(const QVariantMap &state)
{
    d->restoreState(state);
}

void SamplesPage::opened(const QVariantMap &arguments)
{
    d->open(arguments);
}

void SamplesPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    d->fitWidth();
}

void SamplesPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    d->fitWidth();
    d->takeFocus();
}

} // namespace phi1
