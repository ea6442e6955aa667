// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/state/import_preview.h"

namespace phi1 {

class Banner;
class ElidedLabel;
class IconButton;
class Panel;
class SampleTextView;

/// The first samples that an import would bring, one at a time, as they would be stored.
class PreviewPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit PreviewPanel(QWidget *parent = nullptr);
    void show(const ImportPreview &preview);
    using QWidget::show;
    void setWaiting(); ///< the files are being looked at

private:
    void showRecord(int index);

    ImportPreview m_preview;
    int m_index = 0;
    Panel *m_panel;
    Banner *m_banner;
    ElidedLabel *m_origin;
    IconButton *m_previous;
    IconButton *m_next;
    SampleTextView *m_text;
};

} // namespace phi1
