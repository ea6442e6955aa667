// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/jobs/jobs_page.h"

namespace phi1 {

class JobsPage::Private
{};

JobsPage::JobsPage(PageContext &context, QWidget *parent)
    : Page(context, parent)
    , d(std::make_unique<Private>())
{}

JobsPage::~JobsPage() = default;

void JobsPage::focusSearch() {}

QVariantMap JobsPage::saveState() const
{
    return {};
}

void JobsPage::restoreState(const QVariantMap &) {}

void JobsPage::opened(const QVariantMap &) {}

} // namespace phi1
